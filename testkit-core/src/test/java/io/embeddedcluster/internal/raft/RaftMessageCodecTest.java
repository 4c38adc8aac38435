package io.embeddedcluster.internal.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftMessage.AppendEntries;
import io.embeddedcluster.internal.raft.RaftMessage.AppendReply;
import io.embeddedcluster.internal.raft.RaftMessage.ApplicationMessage;
import io.embeddedcluster.internal.raft.RaftMessage.Attend;
import io.embeddedcluster.internal.raft.RaftMessage.InstallSnapshot;
import io.embeddedcluster.internal.raft.RaftMessage.RequestVote;
import io.embeddedcluster.internal.raft.RaftMessage.RequestVoteReply;
import io.embeddedcluster.internal.raft.RaftMessage.TimeoutNow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RaftMessageCodecTest {

    private static final Membership MEMBERS =
            new Membership(List.of(NodeName.quorum(1), NodeName.quorum(2)), List.of(NodeName.quorum(3)));

    static Stream<RaftMessage> messages() {
        return Stream.of(
                new RequestVote(7, 12, 6, true, false),
                new RequestVote(7, 12, 6, false, true),
                new RequestVoteReply(7, false, true, 11, 6),
                new RequestVoteReply(8, true, false, 0, 0),
                new AppendEntries(7, 99, 12, 6, 11, List.of()),
                new AppendEntries(
                        7,
                        99,
                        12,
                        6,
                        11,
                        List.of(LogEntry.noOp(13, 7), LogEntry.of(14, 7, bytes("abc")), LogEntry.of(15, 7, bytes("")))),
                new InstallSnapshot(7, 99, new RaftSnapshot(12, 6, MEMBERS, bytes("state"))),
                new AppendEntries(7, 99, 12, 6, 11, List.of(LogEntry.of(13, 7, MEMBERS, bytes("abc")))),
                new Attend(NodeName.quorum(4)),
                new AppendReply(7, 99, true, 12, 0),
                new AppendReply(7, 99, false, 3, 2),
                new TimeoutNow(7),
                new ApplicationMessage(bytes("hello")));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void messageComesBackAsItWas(RaftMessage message) {
        assertThat(RaftMessageCodec.decode(RaftMessageCodec.encode(message))).contains(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void messageIsReadFromTheMiddleOfABuffer(RaftMessage message) {
        ByteBuffer encoded = RaftMessageCodec.encode(message);
        ByteBuffer padded = ByteBuffer.allocate(encoded.remaining() + 10).position(5);
        padded.put(encoded).flip().position(5);

        assertThat(RaftMessageCodec.decode(padded)).contains(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void cutMessageIsNoMessageOrAnother(RaftMessage message) {
        ByteBuffer encoded = RaftMessageCodec.encode(message);
        for (int length = 0; length < encoded.limit(); length++) {
            assertThat(RaftMessageCodec.decode(encoded.slice(0, length))).isNotEqualTo(Optional.of(message));
        }
    }

    @Test
    void fixedMessagesMustEndWhereTheyEnd() {
        ByteBuffer encoded = RaftMessageCodec.encode(new TimeoutNow(7));

        assertThat(RaftMessageCodec.decode(encoded.slice(0, 8))).isEmpty();
        assertThat(RaftMessageCodec.decode(ByteBuffer.allocate(10).put(encoded).position(0)))
                .isEmpty();
    }

    @Test
    void impossibleNumbersAreNoMessage() {
        assertThat(decoded(new TimeoutNow(-1))).isEmpty();
        assertThat(decoded(new AppendEntries(7, 1, 12, 8, 11, List.of(LogEntry.noOp(13, 7)))))
                .as("a term that goes back")
                .isEmpty();
        assertThat(decoded(new AppendEntries(7, 1, 12, 6, 11, List.of(LogEntry.noOp(13, 8)))))
                .as("an entry of a term to come")
                .isEmpty();
    }

    @Test
    void randomBytesNeverThrow() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) random.nextInt(9);
            }
            RaftMessageCodec.decode(ByteBuffer.wrap(bytes));
        }
    }

    private static Optional<RaftMessage> decoded(RaftMessage message) {
        return RaftMessageCodec.decode(RaftMessageCodec.encode(message));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}

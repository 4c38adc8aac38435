package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftMessage.AppendEntries;
import io.embeddedcluster.internal.raft.RaftMessage.AppendReply;
import io.embeddedcluster.internal.raft.RaftMessage.ApplicationMessage;
import io.embeddedcluster.internal.raft.RaftMessage.Attend;
import io.embeddedcluster.internal.raft.RaftMessage.InstallSnapshot;
import io.embeddedcluster.internal.raft.RaftMessage.Receiver;
import io.embeddedcluster.internal.raft.RaftMessage.RequestVote;
import io.embeddedcluster.internal.raft.RaftMessage.RequestVoteReply;
import io.embeddedcluster.internal.raft.RaftMessage.TimeoutNow;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Messages as bytes: a kind, the fields in the order of the record, numbers big-endian, the one variable part last.
 *
 * <p>Decoding never throws: it returns nothing for bytes that are cut off, too long, of unknown kind or impossible.
 */
final class RaftMessageCodec {

    private static final byte REQUEST_VOTE = 1;
    private static final byte REQUEST_VOTE_REPLY = 2;
    private static final byte APPEND_ENTRIES = 3;
    private static final byte INSTALL_SNAPSHOT = 4;
    private static final byte APPEND_REPLY = 5;
    private static final byte TIMEOUT_NOW = 6;
    private static final byte APPLICATION_MESSAGE = 7;
    private static final byte ATTEND = 8;

    private static final int PRE_VOTE = 1;
    private static final int TRANSFER = 2;
    private static final int GRANTED = 2;

    /** Of an entry without its payload: term, kind, length of the payload. */
    private static final int ENTRY_HEADER_BYTES = 8 + 1 + 4;

    private RaftMessageCodec() {}

    static ByteBuffer encode(RaftMessage message) {
        Encoder encoder = new Encoder();
        message.deliver(ENCODING, encoder);
        return encoder.bytes.flip();
    }

    /** {@return the message, or nothing where these bytes are none} */
    static Optional<RaftMessage> decode(ByteBuffer bytes) {
        ByteBuffer in = bytes.slice();
        try {
            RaftMessage message = read(in);
            return in.hasRemaining() ? Optional.empty() : Optional.of(message);
        } catch (BufferUnderflowException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static RaftMessage read(ByteBuffer in) {
        byte kind = in.get();
        return switch (kind) {
            case REQUEST_VOTE -> readRequestVote(in);
            case REQUEST_VOTE_REPLY -> readRequestVoteReply(in);
            case APPEND_ENTRIES -> readAppendEntries(in);
            case INSTALL_SNAPSHOT -> readInstallSnapshot(in);
            case APPEND_REPLY -> new AppendReply(number(in), number(in), flags(in, 1) == 1, number(in), number(in));
            case TIMEOUT_NOW -> new TimeoutNow(number(in));
            case APPLICATION_MESSAGE -> new ApplicationMessage(rest(in));
            case ATTEND ->
                new Attend(new NodeName(StandardCharsets.UTF_8.decode(rest(in)).toString()));
            default -> throw new IllegalArgumentException("unknown kind " + kind);
        };
    }

    private static RequestVote readRequestVote(ByteBuffer in) {
        int flags = flags(in, PRE_VOTE | TRANSFER);
        return new RequestVote(number(in), number(in), number(in), (flags & PRE_VOTE) != 0, (flags & TRANSFER) != 0);
    }

    private static RequestVoteReply readRequestVoteReply(ByteBuffer in) {
        int flags = flags(in, PRE_VOTE | GRANTED);
        return new RequestVoteReply(
                number(in), (flags & PRE_VOTE) != 0, (flags & GRANTED) != 0, number(in), number(in));
    }

    private static AppendEntries readAppendEntries(ByteBuffer in) {
        long term = number(in);
        long sequence = number(in);
        long previousIndex = number(in);
        long previousTerm = number(in);
        long commitIndex = number(in);
        List<LogEntry> entries = new ArrayList<>();
        long lowestTerm = previousTerm;
        while (in.hasRemaining()) {
            LogEntry entry = readEntry(in, previousIndex + 1 + entries.size());
            if (entry.term() < lowestTerm || entry.term() > term) {
                throw new IllegalArgumentException("an entry's term goes back, or ahead of the message's");
            }
            lowestTerm = entry.term();
            entries.add(entry);
        }
        return new AppendEntries(term, sequence, previousIndex, previousTerm, commitIndex, entries);
    }

    private static LogEntry readEntry(ByteBuffer in, long index) {
        long term = number(in);
        LogEntry.Kind kind = LogEntry.Kind.of(in.get());
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer payload = in.slice(in.position(), length).asReadOnlyBuffer();
        in.position(in.position() + length);
        LogEntry entry = new LogEntry(index, term, kind, payload);
        if (entry.isMembership()) {
            entry.membership();
        }
        return entry;
    }

    private static InstallSnapshot readInstallSnapshot(ByteBuffer in) {
        long term = number(in);
        long sequence = number(in);
        return new InstallSnapshot(
                term, sequence, new RaftSnapshot(number(in), number(in), Membership.read(in), rest(in)));
    }

    private static long number(ByteBuffer in) {
        long value = in.getLong();
        if (value < 0) {
            throw new IllegalArgumentException("negative number " + value);
        }
        return value;
    }

    private static int flags(ByteBuffer in, int known) {
        int flags = in.get();
        if ((flags & ~known) != 0) {
            throw new IllegalArgumentException("unknown flags " + flags);
        }
        return flags;
    }

    private static ByteBuffer rest(ByteBuffer in) {
        ByteBuffer rest = in.slice().asReadOnlyBuffer();
        in.position(in.limit());
        return rest;
    }

    /** Only there because delivery names a sender. */
    private static final NodeName ENCODING = new NodeName("encoding");

    /** Writes each kind of message. */
    private static final class Encoder implements Receiver {

        private ByteBuffer bytes = ByteBuffer.allocate(0);

        @Override
        public void onRequestVote(NodeName from, RequestVote request) {
            int flags = (request.isPreVote() ? PRE_VOTE : 0) | (request.isTransfer() ? TRANSFER : 0);
            begin(REQUEST_VOTE, 1 + 3 * 8).put((byte) flags);
            bytes.putLong(request.term()).putLong(request.lastIndex()).putLong(request.lastTerm());
        }

        @Override
        public void onRequestVoteReply(NodeName from, RequestVoteReply reply) {
            int flags = (reply.isPreVote() ? PRE_VOTE : 0) | (reply.isGranted() ? GRANTED : 0);
            begin(REQUEST_VOTE_REPLY, 1 + 3 * 8).put((byte) flags).putLong(reply.term());
            bytes.putLong(reply.commitIndex()).putLong(reply.commitTerm());
        }

        @Override
        public void onAppendEntries(NodeName from, AppendEntries request) {
            int size = 5 * 8;
            for (LogEntry entry : request.entries()) {
                size += ENTRY_HEADER_BYTES + entry.sizeBytes();
            }
            begin(APPEND_ENTRIES, size);
            bytes.putLong(request.term()).putLong(request.sequence()).putLong(request.previousIndex());
            bytes.putLong(request.previousTerm()).putLong(request.commitIndex());
            for (LogEntry entry : request.entries()) {
                bytes.putLong(entry.term()).put(entry.kind().number()).putInt(entry.sizeBytes());
                bytes.put(entry.payload().duplicate());
            }
        }

        @Override
        public void onInstallSnapshot(NodeName from, InstallSnapshot request) {
            RaftSnapshot snapshot = request.snapshot();
            int size =
                    4 * 8 + snapshot.membership().sizeBytes() + snapshot.state().remaining();
            begin(INSTALL_SNAPSHOT, size).putLong(request.term()).putLong(request.sequence());
            bytes.putLong(snapshot.lastIndex()).putLong(snapshot.lastTerm());
            snapshot.membership().write(bytes);
            bytes.put(snapshot.state().duplicate());
        }

        @Override
        public void onAppendReply(NodeName from, AppendReply reply) {
            begin(APPEND_REPLY, 4 * 8 + 1).putLong(reply.term()).putLong(reply.sequence());
            bytes.put((byte) (reply.isAccepted() ? 1 : 0))
                    .putLong(reply.index())
                    .putLong(reply.indexTerm());
        }

        @Override
        public void onTimeoutNow(NodeName from, TimeoutNow request) {
            begin(TIMEOUT_NOW, 8).putLong(request.term());
        }

        @Override
        public void onApplicationMessage(NodeName from, ApplicationMessage message) {
            begin(APPLICATION_MESSAGE, message.payload().remaining())
                    .put(message.payload().duplicate());
        }

        @Override
        public void onAttend(NodeName from, Attend request) {
            byte[] name = request.node().value().getBytes(StandardCharsets.UTF_8);
            begin(ATTEND, name.length).put(name);
        }

        private ByteBuffer begin(byte kind, int bodyBytes) {
            bytes = ByteBuffer.allocate(1 + bodyBytes).put(kind);
            return bytes;
        }
    }
}

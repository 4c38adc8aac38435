package io.embeddedcluster.internal.edge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.edge.SessionHold;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import io.embeddedcluster.internal.kafka.fixture.ManualHost;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a client and a connection hear of each other while a hold is in force, and after it. */
class ClientGatesTest {

    private static final long SESSION = 7;

    private final ManualHost host = new ManualHost();
    private final ClientGates gates = new ClientGates(host);
    private final List<String> events = new ArrayList<>();
    private final Connection connection = new Connection();
    private final StreamHandler network = gates.accept(new Client(), connection::behind);
    private final SessionHold hold = new SessionHold(SESSION);

    @Test
    void withoutAHoldAllPassesAtOnce() {
        connection.gate().belongsTo(SESSION);
        arrives("a");
        connection.gate().send(bytes("b"));
        connection.gate().inTurn(() -> events.add("task"));
        network.onClosed("by the peer");

        assertThat(events).containsExactly("connection hears a", "client hears b", "task", "connection hears the end");
        assertThat(host.journalLines()).isEmpty();
    }

    @Test
    void whatIsHeldPassesInItsOrderWhenTheHoldIsRemoved() {
        connection.gate().belongsTo(SESSION);
        holdBegins();
        arrives("a");
        connection.gate().inTurn(() -> events.add("task"));
        connection.gate().send(bytes("b"));
        connection.gate().close();
        network.onClosed("by the peer");
        gates.review();
        assertThat(events).isEmpty();
        assertThat(hold.heldCount()).isEqualTo(5);
        assertThat(host.journalLines()).containsExactly("client-held peer=client session=0x7");

        holdEnds();

        assertThat(events)
                .containsExactly(
                        "client hears b",
                        "client hears the end",
                        "connection hears a",
                        "task",
                        "connection hears the end");
    }

    @Test
    void aHoldConcernsNoOtherSessionNorAClientThatHasNone() {
        holdBegins();
        arrives("a");
        connection.gate().belongsTo(SESSION + 1);
        arrives("b");

        assertThat(events).containsExactly("connection hears a", "connection hears b");
        assertThat(hold.heldCount()).isZero();
    }

    @Test
    void anotherHoldKeepsTheGateShut() {
        SessionHold another = new SessionHold(SESSION);
        connection.gate().belongsTo(SESSION);
        host.edge().holds().add(another);
        holdBegins();
        arrives("a");

        holdEnds();
        assertThat(events).isEmpty();

        host.edge().holds().remove(another);
        gates.review();
        assertThat(events).containsExactly("connection hears a");
    }

    @Test
    void aResetGoesThroughAShutGate() {
        connection.gate().belongsTo(SESSION);
        holdBegins();
        connection.gate().send(bytes("a"));
        connection.gate().reset();

        assertThat(events).containsExactly("client is reset");
    }

    @Test
    void tooManyHeldBytesResetTheClient() {
        connection.gate().belongsTo(SESSION);
        holdBegins();
        ByteBuffer piece = ByteBuffer.allocate(1 << 20);
        for (long held = 0; held < Stream.MAX_BACKLOG_BYTES; held += piece.capacity()) {
            network.onBytes(piece);
        }
        assertThat(events).isEmpty();

        arrives("a");

        assertThat(events).containsExactly("client is reset", "connection hears the end");
        holdEnds();
        assertThat(events).hasSize(2);
    }

    private void holdBegins() {
        host.edge().holds().add(hold);
    }

    private void holdEnds() {
        host.edge().holds().remove(hold);
        gates.review();
    }

    private void arrives(String text) {
        network.onBytes(bytes(text));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    /** What is behind the gate. */
    private final class Connection implements StreamHandler {

        private ClientGate gate;

        StreamHandler behind(ClientGate before) {
            gate = before;
            return this;
        }

        ClientGate gate() {
            return Objects.requireNonNull(gate);
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            events.add("connection hears " + text(bytes));
        }

        @Override
        public void onClosed(String reason) {
            events.add("connection hears the end");
        }
    }

    /** The network's end of the stream. */
    private final class Client implements Stream {

        @Override
        public String peer() {
            return "client";
        }

        @Override
        public boolean isInternal() {
            return false;
        }

        @Override
        public String localAddress() {
            return "127.0.0.1:1";
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void send(ByteBuffer... buffers) {
            for (ByteBuffer buffer : buffers) {
                events.add("client hears " + text(buffer));
            }
        }

        @Override
        public void close() {
            events.add("client hears the end");
        }

        @Override
        public void reset() {
            events.add("client is reset");
        }

        @Override
        public void reading(boolean enabled) {}
    }
}

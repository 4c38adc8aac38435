package io.embeddedcluster.internal.edge.gate;

import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a connection of a client and the network. While a hold concerns the session of that client, everything waits
 * here, in both directions, as it would in a network that has lost the client: neither side hears of the other, not even that
 * it has closed. Only a reset from this side goes through.
 *
 * <pre>
 *   open --(something passes while a hold is in force)--&gt; shut --(a review finds no hold)--&gt; open
 * </pre>
 *
 * <p>Threading: the node's event loop.
 */
public final class ClientGate implements Stream, StreamHandler {

    private final Stream stream;
    private final ClientGates gates;
    private final Deque<Runnable> incoming = new ArrayDeque<>();
    private final Deque<Runnable> outgoing = new ArrayDeque<>();
    private @Nullable StreamHandler inside;
    private long session;
    private long heldBytes;
    private boolean shut;

    ClientGate(Stream stream, ClientGates gates) {
        this.stream = stream;
        this.gates = gates;
    }

    void handleWith(StreamHandler inside) {
        this.inside = inside;
    }

    /** The stream is a client's with that session, from now on. */
    public void belongsTo(long session) {
        this.session = session;
    }

    /** Does something in its order among what comes from the client: at once, or after what waits. */
    public void inTurn(Runnable event) {
        pass(incoming, event);
    }

    /** {@return the session of the client, 0 where none is known} */
    long session() {
        return session;
    }

    /** Looks whether a hold is in force, and shuts the gate if so. Returns whether it is shut. */
    private boolean shutWhereHeld() {
        if (!shut && gates.holds().contain(session)) {
            shut = true;
            gates.hasShut(this);
        }
        return shut;
    }

    /** Lets everything pass again, beginning with what waited. */
    void open() {
        shut = false;
        heldBytes = 0;
        // What was sent comes before the answers to what now arrives.
        while (!outgoing.isEmpty()) {
            outgoing.removeFirst().run();
        }
        while (!shutWhereHeld() && !incoming.isEmpty()) {
            incoming.removeFirst().run();
        }
    }

    private void pass(Deque<Runnable> direction, Runnable event) {
        if (shutWhereHeld() || !direction.isEmpty()) {
            direction.addLast(event);
            gates.holds().countHeld(session);
        } else {
            event.run();
        }
    }

    private void passBytes(Deque<Runnable> direction, long bytes, Runnable event) {
        if (shutWhereHeld()) {
            heldBytes += bytes;
            if (heldBytes > MAX_BACKLOG_BYTES) {
                overflow();
                return;
            }
        }
        pass(direction, event);
    }

    private void overflow() {
        stream.reset();
        incoming.clear();
        outgoing.clear();
        inside().onClosed("more than " + MAX_BACKLOG_BYTES + " bytes are held");
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        passBytes(incoming, bytes.remaining(), () -> inside().onBytes(bytes));
    }

    @Override
    public void onClosed(String reason) {
        inTurn(() -> inside().onClosed(reason));
    }

    @Override
    public void send(ByteBuffer... buffers) {
        long bytes = 0;
        for (ByteBuffer buffer : buffers) {
            bytes += buffer.remaining();
        }
        passBytes(outgoing, bytes, () -> stream.send(buffers));
    }

    @Override
    public void close() {
        pass(outgoing, stream::close);
    }

    @Override
    public void reset() {
        stream.reset();
    }

    @Override
    public void reading(boolean enabled) {
        stream.reading(enabled);
    }

    @Override
    public String peer() {
        return stream.peer();
    }

    @Override
    public boolean isInternal() {
        return stream.isInternal();
    }

    @Override
    public String localAddress() {
        return stream.localAddress();
    }

    @Override
    public boolean isOpen() {
        return stream.isOpen();
    }

    private StreamHandler inside() {
        if (inside == null) {
            throw new IllegalStateException("nothing is behind the gate of " + peer());
        }
        return inside;
    }
}

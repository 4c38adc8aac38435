package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a connection of a client and the network. While it is shut, everything waits here, in both directions, as
 * it would in a network that has lost the client: neither side hears of the other, not even that it has closed.
 *
 * <p>Threading: the node's event loop.
 */
final class ClientGate implements Stream, StreamHandler {

    private final Stream stream;
    private final ClientAdmission admission;
    private final Deque<Runnable> incoming = new ArrayDeque<>();
    private final Deque<Runnable> outgoing = new ArrayDeque<>();
    private @Nullable StreamHandler inside;
    private long session;
    private long heldBytes;
    private boolean shut;

    ClientGate(Stream stream, ClientAdmission admission) {
        this.stream = stream;
        this.admission = admission;
    }

    void handleWith(StreamHandler inside) {
        this.inside = inside;
    }

    /** Holds everything back from now on. */
    void shut(long session) {
        this.session = session;
        shut = true;
    }

    boolean isShut() {
        return shut;
    }

    /** {@return the session for which it is shut} */
    long session() {
        return session;
    }

    /** Does something in its order among what comes from the client: at once, or after what waits. */
    void arrive(Runnable event) {
        pass(incoming, event);
    }

    /** Lets everything pass again, beginning with what waited. */
    void open() {
        shut = false;
        heldBytes = 0;
        // What was sent comes before the answers to what now arrives.
        while (!outgoing.isEmpty()) {
            outgoing.removeFirst().run();
        }
        while (!shut && !incoming.isEmpty()) {
            incoming.removeFirst().run();
        }
    }

    private void pass(Deque<Runnable> direction, Runnable event) {
        if (shut || !direction.isEmpty()) {
            direction.addLast(event);
            admission.held(session);
        } else {
            event.run();
        }
    }

    private void passBytes(Deque<Runnable> direction, long bytes, Runnable event) {
        if (shut) {
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
        arrive(() -> inside().onClosed(reason));
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
            throw new IllegalStateException("nobody is behind the gate of " + peer());
        }
        return inside;
    }
}

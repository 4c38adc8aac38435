package io.embeddedcluster.internal.host.live;

import io.embeddedcluster.internal.host.Link;
import io.embeddedcluster.internal.host.StreamHandler;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One end of a stream between two nodes of this JVM: no socket, but the same links and the same endings.
 *
 * <p>The connecting side may send at once: what it sends follows the request to connect over the same link.
 */
final class NodeStream implements LiveStream {

    private enum State {
        CONNECTING,
        OPEN,
        CLOSED
    }

    private final LiveMachine machine;
    private final LiveMachine peerMachine;
    private final Link outgoing;
    private final AtomicLong backlogBytes = new AtomicLong();
    private final Deque<Runnable> unread = new ArrayDeque<>();
    private @Nullable LiveHost host;
    private @Nullable NodeStream otherEnd;
    private @Nullable StreamHandler handler;
    private State state = State.CONNECTING;
    private boolean reading = true;

    private NodeStream(LiveMachine machine, LiveMachine peerMachine) {
        this.machine = machine;
        this.peerMachine = peerMachine;
        this.outgoing = machine.cluster().fabric().link(machine.name(), peerMachine.name());
    }

    static NodeStream connect(LiveMachine from, LiveHost host, LiveMachine to, StreamHandler handler) {
        NodeStream near = new NodeStream(from, to);
        NodeStream far = new NodeStream(to, from);
        near.otherEnd = far;
        far.otherEnd = near;
        near.host = host;
        near.handler = handler;
        host.network().opened(near);
        near.transmit(far::connectionRequested);
        return near;
    }

    // The accepting end, on its own event loop. As with TCP, a paused node's system still completes the connection.
    private void connectionRequested() {
        LiveHost accepting = machine.host();
        if (accepting == null || !accepting.network().isListening()) {
            state = State.CLOSED;
            transmit(() -> otherEnd().ended("connection refused by " + machine.name()));
            return;
        }
        host = accepting;
        state = State.OPEN;
        accepting.network().opened(this);
        transmit(() -> otherEnd().connected());
        accepting.dispatch(() -> {
            if (state == State.OPEN) {
                accepting.network().accept(this);
            }
        });
    }

    private void connected() {
        if (state == State.CONNECTING) {
            state = State.OPEN;
            deliver(() -> handler().onOpen());
        }
    }

    @Override
    public void handleWith(StreamHandler handler) {
        this.handler = handler;
    }

    @Override
    public void send(ByteBuffer... buffers) {
        if (state == State.CLOSED) {
            return;
        }
        long size = 0;
        for (ByteBuffer buffer : buffers) {
            size += buffer.remaining();
        }
        long sent = size;
        if (backlogBytes.addAndGet(sent) > MAX_BACKLOG_BYTES) {
            fail("more than " + MAX_BACKLOG_BYTES + " bytes wait for " + peerMachine.name());
            return;
        }
        ByteBuffer[] pieces = buffers.clone();
        transmit(() -> otherEnd().arrived(pieces, sent));
    }

    private void arrived(ByteBuffer[] pieces, long size) {
        deliver(() -> {
            otherEnd().backlogBytes.addAndGet(-size);
            for (ByteBuffer piece : pieces) {
                if (state != State.CLOSED && piece.hasRemaining()) {
                    handler().onBytes(piece.slice());
                }
            }
        });
    }

    private void deliver(Runnable event) {
        LiveHost present = host;
        if (state == State.CLOSED || present == null) {
            return;
        }
        present.dispatch(() -> {
            if (reading && unread.isEmpty()) {
                runIfOpen(event);
            } else {
                unread.addLast(event);
            }
        });
    }

    private void runIfOpen(Runnable event) {
        if (state != State.CLOSED) {
            event.run();
        }
    }

    @Override
    public void reading(boolean enabled) {
        reading = enabled;
        LiveHost present = host;
        if (enabled && present != null) {
            present.execute(this::deliverUnread);
        }
    }

    private void deliverUnread() {
        while (reading && !unread.isEmpty()) {
            runIfOpen(unread.removeFirst());
        }
    }

    @Override
    public void restoreReading() {
        // What came during the pause waits with the host.
    }

    @Override
    public void close() {
        if (leave()) {
            transmit(() -> otherEnd().closedByPeer());
        }
    }

    @Override
    public void reset() {
        if (leave()) {
            transmit(() -> otherEnd().ended("connection reset by " + machine.name()));
        }
    }

    private void closedByPeer() {
        deliver(() -> endNow("connection closed by " + peerMachine.name()));
    }

    private void ended(String reason) {
        LiveHost present = host;
        if (present != null) {
            present.dispatch(() -> endNow(reason));
        }
    }

    // A limit was passed on this side: the peer sees a reset, and so does the own handler, later.
    private void fail(String reason) {
        transmit(() -> otherEnd().ended("connection reset by " + machine.name() + ": " + reason));
        LiveHost present = host;
        if (present != null) {
            present.execute(() -> endNow(reason));
        }
    }

    private void endNow(String reason) {
        if (leave() && handler != null) {
            handler.onClosed(reason);
        }
    }

    private boolean leave() {
        if (state == State.CLOSED) {
            return false;
        }
        state = State.CLOSED;
        unread.clear();
        if (host != null) {
            host.network().closed(this);
        }
        return true;
    }

    private void transmit(Runnable arrival) {
        outgoing.owner().execute(() -> outgoing.carry(new Piece(arrival)));
    }

    private final class Piece implements Link.Parcel {

        private final Runnable arrival;

        Piece(Runnable arrival) {
            this.arrival = arrival;
        }

        @Override
        public void deliver() {
            arrival.run();
        }

        @Override
        public void overflow(String linkName) {
            otherEnd().ended("connection reset: too much held on " + linkName);
            machine.loop().execute(() -> ended("connection reset: too much held on " + linkName));
        }
    }

    private NodeStream otherEnd() {
        if (otherEnd == null) {
            throw new IllegalStateException("a stream of " + machine.name() + " has no other end");
        }
        return otherEnd;
    }

    private StreamHandler handler() {
        if (handler == null) {
            throw new IllegalStateException("a stream of " + machine.name() + " has no handler");
        }
        return handler;
    }

    @Override
    public String peer() {
        return peerMachine.name().value();
    }

    @Override
    public boolean isInternal() {
        return true;
    }

    @Override
    public String localAddress() {
        return machine.address().getHostString() + ":" + machine.address().getPort();
    }

    @Override
    public boolean isOpen() {
        return state != State.CLOSED;
    }
}

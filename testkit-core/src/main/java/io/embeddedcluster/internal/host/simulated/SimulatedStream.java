package io.embeddedcluster.internal.host.simulated;

import io.embeddedcluster.internal.host.Link;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One end of a simulated stream: in order and reliable, each piece with a delay of its own, held by a split link.
 *
 * <p>The connecting side may send at once: what it sends follows the request to connect on the same way.
 */
final class SimulatedStream implements Stream {

    private static final String ADDRESS = "127.0.0.1";

    private enum State {
        CONNECTING,
        OPEN,
        CLOSED
    }

    private final SimulatedWorld world;
    private final SimulatedMachine machine;
    private final @Nullable Link outgoing;
    private final String peer;
    private final boolean isInternal;
    private final RandomGenerator random;
    private final ArrayDeque<Runnable> unread = new ArrayDeque<>();
    private @Nullable SimulatedStream otherEnd;
    private @Nullable SimulatedHost host;
    private @Nullable StreamHandler handler;
    private State state = State.CONNECTING;
    private boolean isReading = true;
    private long lastArrivalNanos;
    private long backlogBytes;

    private SimulatedStream(
            SimulatedWorld world, SimulatedMachine machine, @Nullable Link outgoing, String peer, boolean isInternal) {
        this.world = world;
        this.machine = machine;
        this.outgoing = outgoing;
        this.peer = peer;
        this.isInternal = isInternal;
        this.random = world.randoms().stream("streams/" + machine.name() + "->" + peer);
    }

    /** Opens a stream from one node to another. */
    static SimulatedStream between(
            SimulatedWorld world,
            SimulatedMachine from,
            SimulatedHost host,
            SimulatedMachine to,
            StreamHandler handler) {
        SimulatedStream near = new SimulatedStream(
                world,
                from,
                world.fabric().link(from.name(), to.name()),
                to.name().value(),
                true);
        SimulatedStream far = new SimulatedStream(
                world,
                to,
                world.fabric().link(to.name(), from.name()),
                from.name().value(),
                true);
        return connect(near, far, host, handler);
    }

    /** Opens a stream as a client outside does; the target is null where nobody has the port. */
    static SimulatedStream fromClient(
            SimulatedWorld world,
            SimulatedMachine from,
            SimulatedHost host,
            @Nullable SimulatedMachine to,
            StreamHandler handler) {
        if (to == null) {
            SimulatedStream near = new SimulatedStream(world, from, null, "nobody", false);
            near.host = host;
            near.handler = handler;
            near.ended("connection refused");
            return near;
        }
        SimulatedStream near = new SimulatedStream(
                world, from, world.fabric().fromClients(to.name()), ADDRESS + ":" + to.port(), false);
        SimulatedStream far = new SimulatedStream(
                world, to, world.fabric().toClients(to.name()), "client " + ADDRESS + ":" + from.port(), false);
        return connect(near, far, host, handler);
    }

    private static SimulatedStream connect(
            SimulatedStream near, SimulatedStream far, SimulatedHost host, StreamHandler handler) {
        near.otherEnd = far;
        far.otherEnd = near;
        near.host = host;
        near.handler = handler;
        near.transmit(far::connectionRequested);
        return near;
    }

    /** As with TCP, the connection of a paused node is completed for it. */
    private void connectionRequested() {
        SimulatedHost accepting = machine.host();
        if (accepting == null || !accepting.network().isListening()) {
            state = State.CLOSED;
            transmit(() -> otherEnd().ended("connection refused by " + machine.name()));
            return;
        }
        host = accepting;
        state = State.OPEN;
        transmit(() -> otherEnd().connected());
        accepting.dispatch("accept", 0, () -> {
            if (state == State.OPEN) {
                handler = accepting.network().accept(this);
            }
        });
    }

    private void connected() {
        if (state == State.CONNECTING) {
            state = State.OPEN;
            deliver(0, () -> handler().onOpen());
        }
    }

    @Override
    public void send(ByteBuffer... buffers) {
        if (state == State.CLOSED) {
            return;
        }
        long size = 0;
        long hash = 0;
        ByteBuffer[] pieces = new ByteBuffer[buffers.length];
        for (int i = 0; i < buffers.length; i++) {
            pieces[i] = buffers[i].slice();
            size += pieces[i].remaining();
            hash = hash * 31 + Trace.hashOf(pieces[i]);
        }
        long sent = size;
        long content = hash;
        backlogBytes += sent;
        if (backlogBytes > MAX_BACKLOG_BYTES) {
            String reason = "more than " + MAX_BACKLOG_BYTES + " bytes wait for " + peer;
            transmit(() -> otherEnd().ended("connection reset by " + machine.name() + ": " + reason));
            ended(reason);
            return;
        }
        transmit(() -> otherEnd().deliver(content, () -> otherEnd().arrived(pieces, sent)));
    }

    private void arrived(ByteBuffer[] pieces, long size) {
        otherEnd().backlogBytes -= size;
        for (ByteBuffer piece : pieces) {
            if (state != State.CLOSED && piece.hasRemaining()) {
                handler().onBytes(piece.slice());
            }
        }
    }

    @Override
    public void reading(boolean enabled) {
        isReading = enabled;
        if (enabled && host != null) {
            host.dispatch("read", 0, this::deliverUnread);
        }
    }

    private void deliverUnread() {
        while (isReading && !unread.isEmpty()) {
            runIfOpen(unread.removeFirst());
        }
    }

    @Override
    public void close() {
        if (leave()) {
            transmit(() -> otherEnd().deliver(0, () -> otherEnd().endNow("connection closed by " + machine.name())));
        }
    }

    @Override
    public void reset() {
        if (leave()) {
            transmit(() -> otherEnd().ended("connection reset by " + machine.name()));
        }
    }

    /** Lets something reach the handler in its turn. */
    private void deliver(long content, Runnable event) {
        if (host == null || state == State.CLOSED) {
            return;
        }
        host.dispatch("stream", content, () -> {
            if (isReading && unread.isEmpty()) {
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

    /** Ends this end, before what is still unread. */
    private void ended(String reason) {
        if (host != null) {
            host.dispatch("ended", 0, () -> endNow(reason));
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
        Link link = outgoing;
        if (link == null) {
            return;
        }
        lastArrivalNanos = Math.max(
                lastArrivalNanos, world.clock().nanos() + world.network().streamDelayNanos(random));
        world.arrange(lastArrivalNanos, "arrival", null, 0, () -> link.carry(new Piece(arrival)));
    }

    /** One piece of this stream on its way; where the link can hold no more, both ends hear of a reset. */
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
            ended("connection reset: too much held on " + linkName);
        }
    }

    private SimulatedStream otherEnd() {
        if (otherEnd == null) {
            throw new IllegalStateException("a stream to " + peer + " has no other end");
        }
        return otherEnd;
    }

    private StreamHandler handler() {
        if (handler == null) {
            throw new IllegalStateException("a stream to " + peer + " has no handler");
        }
        return handler;
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public boolean isInternal() {
        return isInternal;
    }

    @Override
    public String localAddress() {
        return ADDRESS + ":" + machine.port();
    }

    @Override
    public boolean isOpen() {
        return state != State.CLOSED;
    }
}

package io.embeddedcluster.internal.host;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One end of a stream whose other end is in this JVM, too: no socket, but the same links and the same endings as over TCP.
 *
 * <pre>
 * connecting -- accepted --&gt; open -- closed or reset, from either side --&gt; closed
 *      |                                                                      ^
 *      +------------------ refused, or left before --------------------------+
 * </pre>
 *
 * <p>The connecting side may send at once: what it sends follows the request to connect over the same link. How pieces come to
 * the other end, and how a node is made to do something, differs between the live and the simulated host.
 *
 * <p>Threading: each end is touched on the event loop of its node only; what travels is run there.
 *
 * @param <H> the run of a node
 */
public abstract class PairedStream<H> implements Stream {

    private enum State {
        CONNECTING,
        OPEN,
        CLOSED
    }

    private final String owner;
    private final String peer;
    private final AtomicLong backlogBytes = new AtomicLong();
    private final Deque<Runnable> unread = new ArrayDeque<>();
    private @Nullable PairedStream<H> otherEnd;
    private @Nullable H host;
    private @Nullable StreamHandler handler;
    private State state = State.CONNECTING;
    private boolean isReading = true;

    /**
     * Makes one end, which is connected to nothing yet.
     *
     * @param owner the node at this end
     * @param peer what this end's node calls the other end
     */
    protected PairedStream(String owner, String peer) {
        this.owner = owner;
        this.peer = peer;
    }

    // ---- what differs between hosts

    /** Sends something on its way to the other end's event loop. */
    protected abstract void transmit(Runnable arrival);

    /** {@return the run of this end's node that accepts streams now, or null where none does} */
    protected abstract @Nullable H accepting();

    /** Hands this stream, which is open, to the node. */
    protected abstract void accept(H run);

    /** The run has one more stream. */
    protected abstract void opened(H run);

    /** The run has one stream less. */
    protected abstract void closed(H run);

    /** Lets the node do something: in its turn, or after its pause. */
    protected abstract void dispatch(H run, long content, Runnable task);

    /** As {@link #dispatch}, but never within the call. */
    protected abstract void dispatchLater(H run, Runnable task);

    /** {@return what a trace says of these bytes, 0 where there is no trace} */
    protected long contentOf(ByteBuffer[] pieces) {
        return 0;
    }

    // ---- connecting

    /** Connects this end with the other, on behalf of a run of this end's node. */
    protected final void connect(PairedStream<H> far, H run, StreamHandler connecting) {
        otherEnd = far;
        far.otherEnd = this;
        host = run;
        handler = connecting;
        opened(run);
        transmit(far::connectionRequested);
    }

    /** Ends a connection to where nobody is. */
    protected final void refuse(H run, StreamHandler connecting) {
        host = run;
        handler = connecting;
        ended("connection refused");
    }

    /** At the accepting end. As with TCP, the connection of a paused node is completed for it. */
    private void connectionRequested() {
        H run = accepting();
        if (run == null) {
            state = State.CLOSED;
            transmit(() -> otherEnd().ended("connection refused by " + owner));
            return;
        }
        host = run;
        state = State.OPEN;
        opened(run);
        transmit(() -> otherEnd().connected());
        dispatch(run, 0, () -> {
            if (state == State.OPEN) {
                accept(run);
            }
        });
    }

    private void connected() {
        if (state == State.CONNECTING) {
            state = State.OPEN;
            deliver(0, () -> handler().onOpen());
        }
    }

    /** Sets the handler of an accepted stream, before anything is delivered. */
    public final void handleWith(StreamHandler accepted) {
        handler = accepted;
    }

    // ---- sending and reading

    @Override
    public final void send(ByteBuffer... buffers) {
        if (state == State.CLOSED) {
            return;
        }
        long size = 0;
        for (ByteBuffer buffer : buffers) {
            size += buffer.remaining();
        }
        long sent = size;
        if (backlogBytes.addAndGet(sent) > MAX_BACKLOG_BYTES) {
            fail("more than " + MAX_BACKLOG_BYTES + " bytes wait for " + peer);
            return;
        }
        ByteBuffer[] pieces = buffers.clone();
        long content = contentOf(pieces);
        transmit(() -> otherEnd().deliver(content, () -> otherEnd().arrived(pieces, sent)));
    }

    private void arrived(ByteBuffer[] pieces, long size) {
        otherEnd().backlogBytes.addAndGet(-size);
        for (ByteBuffer piece : pieces) {
            if (state != State.CLOSED && piece.hasRemaining()) {
                handler().onBytes(piece.slice());
            }
        }
    }

    private void deliver(long content, Runnable event) {
        H run = host;
        if (state == State.CLOSED || run == null) {
            return;
        }
        dispatch(run, content, () -> {
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

    @Override
    public final void reading(boolean enabled) {
        isReading = enabled;
        H run = host;
        if (enabled && run != null) {
            dispatchLater(run, this::deliverUnread);
        }
    }

    private void deliverUnread() {
        while (isReading && !unread.isEmpty()) {
            runIfOpen(unread.removeFirst());
        }
    }

    // ---- the end

    @Override
    public final void close() {
        if (leave()) {
            transmit(() -> otherEnd().deliver(0, () -> otherEnd().endNow("connection closed by " + owner)));
        }
    }

    @Override
    public final void reset() {
        if (leave()) {
            transmit(() -> otherEnd().ended("connection reset by " + owner));
        }
    }

    /** Ends this end, before what is still unread. */
    private void ended(String reason) {
        H run = host;
        if (run != null) {
            dispatch(run, 0, () -> endNow(reason));
        }
    }

    /** A limit was passed on this side: the peer sees a reset, and so does the own handler, later. */
    private void fail(String reason) {
        transmit(() -> otherEnd().ended("connection reset by " + owner + ": " + reason));
        H run = host;
        if (run != null) {
            dispatchLater(run, () -> endNow(reason));
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
        H run = host;
        if (run != null) {
            closed(run);
        }
        return true;
    }

    private PairedStream<H> otherEnd() {
        if (otherEnd == null) {
            throw new IllegalStateException("the stream of " + owner + " to " + peer + " has no other end");
        }
        return otherEnd;
    }

    private StreamHandler handler() {
        if (handler == null) {
            throw new IllegalStateException("the stream of " + owner + " to " + peer + " has no handler");
        }
        return handler;
    }

    @Override
    public final String peer() {
        return peer;
    }

    @Override
    public final boolean isOpen() {
        return state != State.CLOSED;
    }

    /** One piece of this stream on its way; where the link can hold no more, both ends hear of a reset. */
    protected final class Piece implements Link.Parcel {

        private final Runnable arrival;
        private final Executor ownLoop;

        /**
         * Makes a piece.
         *
         * @param ownLoop runs what concerns this end on its own event loop
         */
        public Piece(Runnable arrival, Executor ownLoop) {
            this.arrival = arrival;
            this.ownLoop = ownLoop;
        }

        @Override
        public void deliver() {
            arrival.run();
        }

        @Override
        public void overflow(String linkName) {
            String reason = "connection reset: too much held on " + linkName;
            otherEnd().ended(reason);
            ownLoop.execute(() -> ended(reason));
        }
    }
}

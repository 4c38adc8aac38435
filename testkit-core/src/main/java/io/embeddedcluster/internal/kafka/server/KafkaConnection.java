package io.embeddedcluster.internal.kafka.server;

import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import io.embeddedcluster.internal.journal.NodeJournal;
import io.embeddedcluster.internal.kafka.wire.WireFormatException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client or of another broker: cuts bytes into requests and serves them one after the other.
 *
 * <p>As on a real broker a connection is muted while a request is served: the next request is begun when the response to
 * the one before has been handed to the connection, so that responses come in the order of requests and a Produce with
 * acks=0 keeps its place. What a client sends meanwhile waits; from {@value WaitingRequests#MAX_REQUESTS} requests or
 * {@value WaitingRequests#MAX_BYTES} bytes on nothing more is read from it.
 *
 * <pre>
 *   Open --(a frame that cannot be a request)--&gt; Broken --(all before it answered)--&gt; Ended
 *     +-------------------------(closed from either side)----------------------------^
 * </pre>
 *
 * <p>A frame that cannot be a request (negative or longer than Kafka's 100 MiB, an unknown API key, a
 * version not served, a body that does not parse) closes this connection, after the answers to what came before it; the
 * reason goes into the journal. No other connection notices.
 *
 * @spec https://kafka.apache.org/protocol.html#protocol_network Kafka protocol guide: network
 */
public final class KafkaConnection implements StreamHandler {

    private final Stream stream;
    private final RequestDispatcher dispatcher;
    private final NodeJournal journal;
    private final Consumer<KafkaConnection> onEnd;
    private final WaitingRequests waiting = new WaitingRequests();
    private ConnectionState state = new ConnectionState.Open();
    private @Nullable PendingExchange inService;
    private boolean reading = true;
    private boolean dispatching;

    /**
     * Takes over an open stream.
     *
     * @param onEnd told once when the connection has ended, from whichever side
     */
    public KafkaConnection(
            Stream stream, RequestDispatcher dispatcher, NodeJournal journal, Consumer<KafkaConnection> onEnd) {
        this.stream = stream;
        this.dispatcher = dispatcher;
        this.journal = journal;
        this.onEnd = onEnd;
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        if (!state.takesBytes()) {
            return;
        }
        try {
            waiting.add(bytes);
        } catch (WireFormatException e) {
            state = new ConnectionState.Broken(String.valueOf(e.getMessage()));
        }
        serveNext();
    }

    @Override
    public void onClosed(String reason) {
        if (state.takesBytes() && waiting.isWithinFrame()) {
            journal.record("connection-closed", "peer=" + stream.peer() + " reason=" + reason + " within a frame");
        }
        end();
    }

    /** Closes from this side, when the broker stops. */
    public void close() {
        if (!state.hasEnded()) {
            stream.close();
            end();
        }
    }

    private void serveNext() {
        if (dispatching) {
            return; // an answer given at once: the loop below goes on
        }
        if (inService != null && !waiting.isEmpty()) {
            inService.nextRequestCame();
        }
        dispatching = true;
        try {
            while (!state.hasEnded() && inService == null && !waiting.isEmpty()) {
                PendingExchange exchange = new PendingExchange();
                inService = exchange;
                dispatcher.dispatch(waiting.next(), exchange);
            }
        } finally {
            dispatching = false;
        }
        if (inService == null) {
            state.allServed(this);
        }
        regulateReading();
    }

    private void regulateReading() {
        boolean wanted = !waiting.isFull();
        if (!state.hasEnded() && wanted != reading) {
            reading = wanted;
            stream.reading(wanted);
        }
    }

    /** Closes because of what the client sent; the reason goes into the journal. */
    void refuse(String reason) {
        journal.record("connection-refused", "peer=" + stream.peer() + " reason=" + reason);
        close();
    }

    private void end() {
        if (state.hasEnded()) {
            return;
        }
        state = new ConnectionState.Ended();
        waiting.clear();
        PendingExchange abandoned = inService;
        inService = null;
        if (abandoned != null) {
            abandoned.abandon();
        }
        onEnd.accept(this);
    }

    /** The request in service. */
    private final class PendingExchange implements PendingResponse {

        private @Nullable Runnable abandonment;
        private @Nullable Runnable nextRequestTask;

        @Override
        public String peer() {
            return stream.peer();
        }

        @Override
        public boolean isInternal() {
            return stream.isInternal();
        }

        @Override
        public void answer(ByteBuffer... frame) {
            if (finish()) {
                stream.send(frame);
                serveNext();
            }
        }

        @Override
        public void answerNothing() {
            if (finish()) {
                serveNext();
            }
        }

        @Override
        public void close(String reason) {
            if (finish()) {
                refuse(reason);
            }
        }

        @Override
        public void reset() {
            if (finish()) {
                stream.reset();
                end();
            }
        }

        @Override
        public void onAbandoned(Runnable task) {
            abandonment = task;
        }

        @Override
        public void onNextRequest(Runnable task) {
            nextRequestTask = task;
            if (!waiting.isEmpty()) {
                nextRequestCame();
            }
        }

        /** {@return whether the sender is still there} */
        private boolean finish() {
            if (state.hasEnded()) {
                return false;
            }
            if (inService != this) {
                throw new IllegalStateException("a request of " + stream.peer() + " was answered twice");
            }
            inService = null;
            return true;
        }

        private void nextRequestCame() {
            if (nextRequestTask != null && stream.isInternal() && inService == this) {
                nextRequestTask.run();
            }
        }

        private void abandon() {
            if (abandonment != null) {
                abandonment.run();
            }
        }
    }
}

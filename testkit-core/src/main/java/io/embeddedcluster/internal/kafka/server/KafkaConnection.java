package io.embeddedcluster.internal.kafka.server;

import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import io.embeddedcluster.internal.journal.NodeJournal;
import io.embeddedcluster.internal.kafka.wire.KafkaFrameDecoder;
import io.embeddedcluster.internal.kafka.wire.WireFormatException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client or of another broker: cuts bytes into requests and serves them one after the other.
 *
 * <p>As on a real broker a connection is muted while a request is served: the next request is begun when the response to
 * the one before has been handed to the connection, so that responses come in the order of requests and a Produce with
 * acks=0 keeps its place. What a client sends meanwhile waits; above {@value #MAX_WAITING_REQUESTS} requests or
 * {@value #MAX_WAITING_BYTES} bytes nothing more is read from it.
 *
 * <p>A frame that cannot be a request (negative or longer than Kafka's 100 MiB, an unknown API key, a
 * version not served, a body that does not parse) closes this connection, after the answers to what came before it; the
 * reason goes into the journal. No other connection notices.
 *
 * @spec https://kafka.apache.org/protocol.html#protocol_network Kafka protocol guide: network
 */
public final class KafkaConnection implements StreamHandler {

    static final int MAX_WAITING_REQUESTS = 16;
    static final long MAX_WAITING_BYTES = 1 << 20;

    private final Stream stream;
    private final RequestDispatcher dispatcher;
    private final NodeJournal journal;
    private final Consumer<KafkaConnection> onEnd;
    private final KafkaFrameDecoder decoder = new KafkaFrameDecoder(KafkaFrameDecoder.DEFAULT_MAX_FRAME_BYTES);
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private @Nullable PendingExchange inService;
    private @Nullable String brokenFrame;
    private boolean reading = true;
    private boolean dispatching;
    private boolean ended;

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
        if (ended || brokenFrame != null) {
            return;
        }
        try {
            decoder.add(bytes);
            for (Optional<ByteBuffer> frame = decoder.next(); frame.isPresent(); frame = decoder.next()) {
                waiting.add(frame.get());
                waitingBytes += frame.get().remaining();
            }
        } catch (WireFormatException e) {
            brokenFrame = String.valueOf(e.getMessage());
        }
        serveNext();
    }

    @Override
    public void onClosed(String reason) {
        if (!ended && brokenFrame == null && decoder.isWithinFrame()) {
            journal.record("connection-closed", "peer=" + stream.peer() + " reason=" + reason + " within a frame");
        }
        end();
    }

    /** Closes from this side, when the broker stops. */
    public void close() {
        if (!ended) {
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
            while (!ended && inService == null && !waiting.isEmpty()) {
                ByteBuffer frame = waiting.remove();
                waitingBytes -= frame.remaining();
                PendingExchange exchange = new PendingExchange();
                inService = exchange;
                dispatcher.dispatch(frame, exchange);
            }
        } finally {
            dispatching = false;
        }
        if (!ended && inService == null && brokenFrame != null) {
            refuse(brokenFrame);
        }
        regulateReading();
    }

    private void regulateReading() {
        boolean wanted = waiting.size() < MAX_WAITING_REQUESTS && waitingBytes < MAX_WAITING_BYTES;
        if (!ended && wanted != reading) {
            reading = wanted;
            stream.reading(wanted);
        }
    }

    private void refuse(String reason) {
        journal.record("connection-refused", "peer=" + stream.peer() + " reason=" + reason);
        close();
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
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
        private boolean done;

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

        /** {@return whether there is still somebody to answer} */
        private boolean finish() {
            if (ended) {
                return false;
            }
            if (done) {
                throw new IllegalStateException("a request of " + stream.peer() + " was answered twice");
            }
            done = true;
            inService = null;
            return true;
        }

        private void nextRequestCame() {
            if (nextRequestTask != null && stream.isInternal() && !done) {
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

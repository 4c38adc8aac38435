package io.embeddedcluster.internal.kafka.server;

import java.nio.ByteBuffer;

/**
 * One request's way back to its sender. Exactly one of {@link #answer}, {@link #answerNothing}, {@link #close} and
 * {@link #reset} is called, once, now or later.
 */
public interface PendingResponse {

    /** {@return who sent the request, as in {@code client 127.0.0.1:40112}} */
    String peer();

    /** {@return whether a broker of this cluster sent the request, not a client from outside} */
    boolean isInternal();

    /** Sends the response, whole with its length. */
    void answer(ByteBuffer... frame);

    /** Ends the exchange without a response, as Produce with acks=0 wants it. */
    void answerNothing();

    /** Closes the connection, which is Kafka's answer to what it cannot answer. The reason goes into the journal. */
    void close(String reason);

    /** Resets the connection, as a network does that fails. */
    void reset();

    /** Runs the task where the connection ends before the answer, so that no handler goes on waiting for a sender that has left. */
    void onAbandoned(Runnable task);

    /**
     * Runs the task where the sender is another broker and has sent its next request without waiting for this answer: it
     * wants the answer now, with what there is. A client from outside waits, as it does on a real broker.
     */
    void onNextRequest(Runnable task);
}

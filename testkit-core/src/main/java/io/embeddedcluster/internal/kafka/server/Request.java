package io.embeddedcluster.internal.kafka.server;

import io.embeddedcluster.internal.kafka.wire.RequestFrame;
import io.embeddedcluster.internal.kafka.wire.WireMessage;
import java.util.function.Consumer;

/**
 * One request, read and ready to be served, with the way back to its sender. A handler answers it once, now or later.
 *
 * @param <Q> the request's message
 * @param <R> the response's message
 */
public final class Request<Q extends WireMessage, R extends WireMessage> {

    private final RequestFrame frame;
    private final RequestContext context;
    private final Q body;
    private final PendingResponse exchange;
    private final Consumer<R> reply;

    Request(RequestFrame frame, RequestContext context, Q body, PendingResponse exchange, Consumer<R> reply) {
        this.frame = frame;
        this.context = context;
        this.body = body;
        this.exchange = exchange;
        this.reply = reply;
    }

    /** {@return who sent the request} */
    public RequestContext context() {
        return context;
    }

    /** {@return the version of request and response} */
    public short version() {
        return frame.version();
    }

    /** {@return what is asked} */
    public Q body() {
        return body;
    }

    /** Sends the response. */
    public void respond(R response) {
        reply.accept(response);
    }

    /** Ends the request without a response. */
    public void respondNothing() {
        exchange.answerNothing();
    }

    /** Closes the connection instead of responding; the reason goes into the journal. */
    public void closeConnection(String reason) {
        exchange.close(reason);
    }

    /** Runs the task where the sender goes away before it is answered. */
    public void onAbandoned(Runnable task) {
        exchange.onAbandoned(task);
    }

    /**
     * Runs the task where the sender is another broker and has sent its next request without waiting for this answer: it
     * wants the answer now, with what there is.
     */
    public void onNextRequest(Runnable task) {
        exchange.onNextRequest(task);
    }
}

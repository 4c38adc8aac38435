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
    private final Q body;
    private final PendingResponse exchange;
    private final Consumer<R> reply;

    Request(RequestFrame frame, Q body, PendingResponse exchange, Consumer<R> reply) {
        this.frame = frame;
        this.body = body;
        this.exchange = exchange;
        this.reply = reply;
    }

    /** {@return the client's name for itself, empty where it gave none} */
    public String clientId() {
        String clientId = frame.header().clientId();
        return clientId == null ? "" : clientId;
    }

    /** {@return the version of request and response} */
    public short version() {
        return frame.version();
    }

    /** {@return what is asked} */
    public Q body() {
        return body;
    }

    /** {@return who sent the request} */
    public String peer() {
        return exchange.peer();
    }

    /** {@return whether a broker of this cluster sent the request} */
    public boolean isInternal() {
        return exchange.isInternal();
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

    /** Runs the task where the sender goes away before it was answered. */
    public void onAbandoned(Runnable task) {
        exchange.onAbandoned(task);
    }

    /** Runs the task where another broker wants this answer now. */
    public void onHurried(Runnable task) {
        exchange.onHurried(task);
    }
}

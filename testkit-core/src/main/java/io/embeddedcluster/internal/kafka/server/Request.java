package io.embeddedcluster.internal.kafka.server;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.wire.RequestFrame;
import io.embeddedcluster.internal.kafka.wire.WireMessage;
import java.util.function.Consumer;

/**
 * One request, read and ready to be served, with the way back to its sender. A handler answers it once, now or later.
 *
 * <p>Where serving it throws, the request {@linkplain #fail fails}: it is answered all the same. That holds for the handler
 * itself and for what it does {@link #later}.
 *
 * @param <Q> the request's message
 * @param <R> the response's message
 */
public final class Request<Q extends WireMessage, R extends WireMessage> {

    private final RequestFrame frame;
    private final RequestContext context;
    private final Q body;
    private final PendingResponse exchange;
    private final Replies<R> replies;
    private boolean isEnded;
    private boolean hasFailed;

    Request(RequestFrame frame, RequestContext context, Q body, PendingResponse exchange, Replies<R> replies) {
        this.frame = frame;
        this.context = context;
        this.body = body;
        this.exchange = exchange;
        this.replies = replies;
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
        end(() -> replies.respond(exchange, response));
    }

    /** Refuses all that is asked for, as Kafka's own class of the request does; closes where the sender wants no response. */
    public void refuse(ErrorCode error) {
        end(() -> replies.refuse(exchange, error));
    }

    /** Ends the request without a response. */
    public void respondNothing() {
        end(exchange::answerNothing);
    }

    /** Closes the connection instead of responding; the reason goes into the journal. */
    public void closeConnection(String reason) {
        end(() -> exchange.close(reason));
    }

    /** Returns what runs a later part of serving this request, and fails the request where that throws. */
    public Runnable later(Runnable part) {
        return () -> guarded(part);
    }

    /** Returns what runs a later part of serving this request, and fails the request where that throws. */
    public <T> Consumer<T> later(Consumer<T> part) {
        return value -> guarded(() -> part.accept(value));
    }

    /**
     * Serving has thrown: reports a defect, and answers UNKNOWN_SERVER_ERROR unless the request has ended. What is answered
     * after that goes nowhere.
     */
    public void fail(Throwable problem) {
        replies.report(problem);
        if (!isEnded) {
            isEnded = true;
            hasFailed = true;
            replies.refuse(exchange, ErrorCode.UNKNOWN_SERVER_ERROR);
        }
    }

    /** Runs a part of serving this request, and fails the request where that throws. */
    void guarded(Runnable part) {
        try {
            part.run();
        } catch (Throwable problem) {
            fail(problem);
        }
    }

    private void end(Runnable way) {
        if (!hasFailed) {
            isEnded = true;
            way.run();
        }
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

    /**
     * How a request is answered.
     *
     * @param <R> the response's message
     */
    interface Replies<R> {

        /** Sends the response. */
        void respond(PendingResponse to, R response);

        /** Refuses all that is asked for; closes where the sender wants no response. */
        void refuse(PendingResponse to, ErrorCode error);

        /** Reports what serving has thrown. */
        void report(Throwable problem);
    }
}

package io.embeddedcluster.internal.kafka.server;

import io.embeddedcluster.internal.edge.EdgeRequest;
import io.embeddedcluster.internal.edge.InstalledRules;
import io.embeddedcluster.internal.edge.RequestVerdict;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.wire.RequestFrame;
import io.embeddedcluster.internal.kafka.wire.ResponseFrame;
import io.embeddedcluster.internal.kafka.wire.StringTooLongException;
import io.embeddedcluster.internal.kafka.wire.WireMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * One request on its way through the edge: to its handler, and from there back to its sender. Carries out what rules decide
 * of it.
 *
 * <p>The connection begins its next request when this one has ended, so whatever is delayed keeps its place, and what is
 * dropped keeps everything behind it from being answered.
 *
 * <p>A request is answered also where serving it fails, with UNKNOWN_SERVER_ERROR as Kafka answers then. What a handler throws
 * is a defect beside; a response with a string that is too long for the protocol is none, since a client can ask for one.
 *
 * @param <Q> the request's message
 * @param <R> the response's message
 */
final class ServedRequest<Q extends WireMessage, R extends WireMessage>
        implements RequestVerdict.Actions, Request.Replies<R> {

    private final Host host;
    private final RequestHandler<Q, R> handler;
    private final RequestFrame frame;
    private final RequestContext context;
    private final Q body;
    private final PendingResponse sender;

    ServedRequest(
            Host host,
            RequestHandler<Q, R> handler,
            RequestFrame frame,
            RequestContext context,
            Q body,
            PendingResponse sender) {
        this.host = host;
        this.handler = handler;
        this.frame = frame;
        this.context = context;
        this.body = body;
        this.sender = sender;
    }

    /** {@return the request as rules see it} */
    EdgeRequest atEdge() {
        return EdgeRequest.ofKafka(frame.api().name(), context.peer(), context.clientId());
    }

    @Override
    public void pass() {
        serve(sender);
    }

    @Override
    public void delay(Duration time) {
        host.timers().schedule(time, this::pass);
    }

    @Override
    public void drop() {
        // No answer follows, and the connection serves nothing behind this request.
    }

    @Override
    public void deliverTwice() {
        serve(new FirstDelivery(sender, this::pass));
    }

    @Override
    public void answerWithError(int code) {
        sendError(sender, code);
    }

    @Override
    public void reset() {
        sender.reset();
    }

    @Override
    public void close(String reason) {
        sender.close(reason);
    }

    private void serve(PendingResponse to) {
        Request<Q, R> request = new Request<>(frame, context, body, to, this);
        request.guarded(() -> handler.handle(request));
    }

    @Override
    public void respond(PendingResponse to, R response) {
        ByteBuffer[] encoded;
        try {
            encoded = encode(response);
        } catch (StringTooLongException e) {
            host.journal().record("response-too-long", described() + " " + e.getMessage());
            refuse(to, ErrorCode.UNKNOWN_SERVER_ERROR);
            return;
        } catch (RuntimeException e) {
            report(e);
            refuse(to, ErrorCode.UNKNOWN_SERVER_ERROR);
            return;
        }
        send(to, encoded);
    }

    @Override
    public void refuse(PendingResponse to, ErrorCode error) {
        refusal(error)
                .ifPresentOrElse(
                        refusal -> send(to, refusal),
                        () -> to.close(described() + " is refused with " + error + ", and the client wants no answer"));
    }

    @Override
    public void report(Throwable problem) {
        host.defect(new IllegalStateException("while serving " + described(), problem));
    }

    private void send(PendingResponse to, ByteBuffer[] response) {
        InstalledRules rules = host.edge().rules();
        if (rules == null) {
            to.answer(response);
        } else {
            rules.onAnswer(atEdge()).carryOut(new ServedAnswer(host, to, response, code -> sendError(to, code)));
        }
    }

    private void sendError(PendingResponse to, int code) {
        ErrorCode error = ErrorCode.of((short) code);
        refusal(error)
                .ifPresentOrElse(
                        to::answer,
                        () -> to.close("a rule answers " + frame.api() + " with " + error
                                + ", and the client wants no answer"));
    }

    private Optional<ByteBuffer[]> refusal(ErrorCode error) {
        return handler.errorResponse(body, frame.version(), error).map(this::encode);
    }

    private String described() {
        return frame.api() + " of " + context.peer();
    }

    private ByteBuffer[] encode(R response) {
        // KIP-511: an unknown version of ApiVersions is answered as version 0.
        short version = handler.serves(frame.version()) ? frame.version() : 0;
        return ResponseFrame.encode(frame.api(), version, frame.header().correlationId(), response)
                .toArray(ByteBuffer[]::new);
    }
}

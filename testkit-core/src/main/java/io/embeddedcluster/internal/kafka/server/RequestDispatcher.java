package io.embeddedcluster.internal.kafka.server;

import io.embeddedcluster.internal.edge.InstalledRules;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.RequestFrame;
import io.embeddedcluster.internal.kafka.wire.WireFormatException;
import io.embeddedcluster.internal.kafka.wire.WireMessage;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Reads a request's header, finds the handler of its API key, asks the rules of the edge, and has the request served.
 *
 * <p>What a real broker cannot answer closes the connection here too: an API key without a handler, a version that is
 * not served, a header or body that does not parse. The exception is ApiVersions, whose unknown versions are answered in
 * the layout of version 0.
 *
 * @spec https://kafka.apache.org/protocol.html#protocol_messages Kafka protocol guide: request and response headers
 */
public final class RequestDispatcher {

    private final Host host;
    private final Map<ApiKey, RequestHandler<?, ?>> handlers = new EnumMap<>(ApiKey.class);

    /** Makes a dispatcher without handlers. */
    public RequestDispatcher(Host host) {
        this.host = host;
    }

    /**
     * Adds the one handler of an API key.
     *
     * @throws IllegalArgumentException if the key has a handler already
     */
    public void register(RequestHandler<?, ?> handler) {
        if (handlers.putIfAbsent(handler.apiKey(), handler) != null) {
            throw new IllegalArgumentException("two handlers for " + handler.apiKey());
        }
    }

    /** {@return all handlers, by ascending API key; a view} */
    public Collection<RequestHandler<?, ?>> handlers() {
        return Collections.unmodifiableCollection(handlers.values());
    }

    /**
     * Serves one frame, which is a request without its length. Where that fails before there is a request to answer, the
     * connection is closed, as Kafka does.
     */
    public void dispatch(ByteBuffer frame, PendingResponse exchange) {
        try {
            read(frame, exchange);
        } catch (Throwable problem) {
            host.defect(new IllegalStateException("while reading a request of " + exchange.peer(), problem));
            exchange.close("a defect while reading a request: " + problem);
        }
    }

    private void read(ByteBuffer frame, PendingResponse exchange) {
        RequestFrame request;
        try {
            request = RequestFrame.parse(frame);
        } catch (WireFormatException e) {
            exchange.close("unreadable request header: " + e.getMessage());
            return;
        }
        RequestHandler<?, ?> handler = handlers.get(request.api());
        if (handler == null) {
            exchange.close("API key " + request.api() + " is not served");
        } else if (!handler.serves(request.version()) && request.api() != ApiKey.API_VERSIONS) {
            exchange.close("version " + request.version() + " of " + request.api() + " is not served, only "
                    + handler.lowestVersion() + " to " + handler.highestVersion());
        } else {
            serve(handler, request, exchange);
        }
    }

    private <Q extends WireMessage, R extends WireMessage> void serve(
            RequestHandler<Q, R> handler, RequestFrame frame, PendingResponse exchange) {
        Q body;
        try {
            body = handler.read(frame);
        } catch (WireFormatException e) {
            exchange.close("unreadable " + frame.api() + " request version " + frame.version() + ": " + e.getMessage());
            return;
        }
        RequestContext context = context(frame, exchange);
        ServedRequest<Q, R> served = new ServedRequest<>(host, handler, frame, context, body, exchange);
        InstalledRules rules = host.edge().rules();
        if (rules == null) {
            served.pass();
        } else {
            rules.onRequest(served.atEdge()).carryOut(served);
        }
    }

    private static RequestContext context(RequestFrame frame, PendingResponse exchange) {
        String clientId = frame.header().clientId();
        return new RequestContext(clientId == null ? "" : clientId, exchange.peer(), exchange.isInternal());
    }
}

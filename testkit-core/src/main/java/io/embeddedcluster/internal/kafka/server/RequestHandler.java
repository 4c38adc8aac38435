package io.embeddedcluster.internal.kafka.server;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.MessageType;
import io.embeddedcluster.internal.kafka.wire.RequestFrame;
import io.embeddedcluster.internal.kafka.wire.WireMessage;
import java.util.Optional;

/**
 * Serves one API key at all finished versions of its schema, which are the versions that ApiVersions advertises.
 *
 * @param <Q> the request's message
 * @param <R> the response's message
 */
public abstract class RequestHandler<Q extends WireMessage, R extends WireMessage> {

    private final ApiKey apiKey;
    private final MessageType<Q> requestType;

    /**
     * Makes the handler of an API key.
     *
     * @param requestType the key's request
     */
    protected RequestHandler(ApiKey apiKey, MessageType<Q> requestType) {
        this.apiKey = apiKey;
        this.requestType = requestType;
    }

    /** {@return what this handler serves} */
    public final ApiKey apiKey() {
        return apiKey;
    }

    /** {@return the lowest version served} */
    public final short lowestVersion() {
        return requestType.lowestVersion();
    }

    /** {@return the highest version served} */
    public final short highestVersion() {
        return requestType.highestVersion();
    }

    /** {@return the lowest version that ApiVersions shows: the lowest served, but for one historical exception} */
    public short lowestAdvertisedVersion() {
        return lowestVersion();
    }

    protected final boolean serves(short version) {
        return requestType.isSupported(version);
    }

    /** Returns the body of a request, with nothing in it where its version is not served. */
    final Q read(RequestFrame frame) {
        return serves(frame.version()) ? frame.read(requestType) : requestType.create();
    }

    /** Serves one request and answers it now or later. */
    public abstract void handle(Request<Q, R> request);

    /**
     * Returns the response that refuses all that a request asks for, as Kafka's own class of that request makes it.
     *
     * @param version of the request
     * @return empty where the sender wants no response: Kafka then closes the connection instead
     */
    public abstract Optional<R> errorResponse(Q request, short version, ErrorCode error);
}

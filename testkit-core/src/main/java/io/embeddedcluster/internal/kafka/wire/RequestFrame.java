package io.embeddedcluster.internal.kafka.wire;

import io.embeddedcluster.internal.kafka.wire.message.RequestHeader;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request as it arrives: its header understood, its body still bytes.
 *
 * @param api what is asked for
 * @param header with the version, the correlation id and the client id
 * @param body of the request; read it only if {@link #isVersionKnown()}
 * @spec https://kafka.apache.org/protocol.html#protocol_messages Kafka protocol guide, headers
 */
public record RequestFrame(ApiKey api, RequestHeader header, ByteBuffer body) {

    /**
     * Returns the request with its length in front, ready to be sent.
     *
     * @param clientId who asks, if it wants to say so
     * @throws IllegalArgumentException if the body does not fit the version
     */
    public static List<ByteBuffer> encode(
            ApiKey api, short version, int correlationId, @Nullable String clientId, WireMessage body) {
        RequestHeader header = new RequestHeader()
                .requestApiKey(api.id())
                .requestApiVersion(version)
                .correlationId(correlationId)
                .clientId(clientId);
        return WireWriter.frame(header, api.requestHeaderVersion(version), body, version);
    }

    /**
     * Reads the header of a frame.
     *
     * @throws WireFormatException if it is no request header, or its API is one that we do not know. There is no answer to that: the
     *     layout of the header, and with it the correlation id, depends on the API
     */
    public static RequestFrame parse(ByteBuffer frame) {
        ByteBuffer rest = frame.slice();
        WireReader peek = new WireReader(frame.slice());
        short id = peek.readInt16("RequestHeader.requestApiKey");
        short version = peek.readInt16("RequestHeader.requestApiVersion");
        ApiKey api = ApiKey.forId(id)
                .orElseThrow(() -> new WireFormatException(0, "RequestHeader.requestApiKey", "unknown API key " + id));
        RequestHeader header = new RequestHeader();
        header.read(new WireReader(rest), api.requestHeaderVersion(version));
        return new RequestFrame(api, header, rest.slice());
    }

    /** {@return the version of the request} */
    public short version() {
        return header.requestApiVersion();
    }

    /** {@return whether the body can be read} */
    public boolean isVersionKnown() {
        return api.request().isKnown(version());
    }

    /**
     * Returns the body, read. Bytes behind it are ignored, as Kafka does.
     *
     * @param type of the request, to be had as {@code FetchRequest.TYPE}
     * @throws WireFormatException if the bytes are no such message
     * @throws IllegalArgumentException if there is no such version
     */
    public <M extends WireMessage> M read(MessageType<M> type) {
        return type.read(body.slice(), version());
    }
}

package io.embeddedcluster.internal.kafka.wire;

import io.embeddedcluster.internal.kafka.wire.message.ResponseHeader;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One response as it arrives: its correlation id known, the rest still bytes, since what they mean depends on the request.
 *
 * @param correlationId that of the request
 * @param content header and body
 * @spec https://kafka.apache.org/protocol.html#protocol_messages Kafka protocol guide, headers
 */
public record ResponseFrame(int correlationId, ByteBuffer content) {

    /**
     * Returns the response with its length in front, ready to be sent.
     *
     * @throws IllegalArgumentException if the body does not fit the version
     */
    public static List<ByteBuffer> encode(ApiKey api, short version, int correlationId, WireMessage body) {
        ResponseHeader header = new ResponseHeader().correlationId(correlationId);
        return WireWriter.frame(header, api.responseHeaderVersion(version), body, version);
    }

    /**
     * Reads the correlation id of a frame.
     *
     * @throws WireFormatException if the frame is too short for one
     */
    public static ResponseFrame parse(ByteBuffer frame) {
        return new ResponseFrame(
                new WireReader(frame.slice()).readInt32("ResponseHeader.correlationId"), frame.slice());
    }

    /**
     * Returns the body, read. Bytes behind it are ignored, as Kafka does.
     *
     * @param api of the request that this answers
     * @param version of that request
     * @param type of the response, to be had as {@code FetchResponse.TYPE}
     * @throws WireFormatException if the bytes are no such message
     */
    public <M extends WireMessage> M read(ApiKey api, short version, MessageType<M> type) {
        ByteBuffer rest = content.slice();
        new ResponseHeader().read(new WireReader(rest), api.responseHeaderVersion(version));
        return type.read(rest, version);
    }
}

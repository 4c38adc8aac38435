package io.embeddedcluster.internal.kafka.wire;

import io.embeddedcluster.internal.kafka.wire.message.ApiVersionsRequest;
import io.embeddedcluster.internal.kafka.wire.message.ApiVersionsResponse;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsRequest;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsResponse;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsRequest;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsResponse;
import io.embeddedcluster.internal.kafka.wire.message.DescribeClusterRequest;
import io.embeddedcluster.internal.kafka.wire.message.DescribeClusterResponse;
import io.embeddedcluster.internal.kafka.wire.message.DescribeTopicPartitionsRequest;
import io.embeddedcluster.internal.kafka.wire.message.DescribeTopicPartitionsResponse;
import io.embeddedcluster.internal.kafka.wire.message.FetchRequest;
import io.embeddedcluster.internal.kafka.wire.message.FetchResponse;
import io.embeddedcluster.internal.kafka.wire.message.InitProducerIdRequest;
import io.embeddedcluster.internal.kafka.wire.message.InitProducerIdResponse;
import io.embeddedcluster.internal.kafka.wire.message.ListOffsetsRequest;
import io.embeddedcluster.internal.kafka.wire.message.ListOffsetsResponse;
import io.embeddedcluster.internal.kafka.wire.message.MetadataRequest;
import io.embeddedcluster.internal.kafka.wire.message.MetadataResponse;
import io.embeddedcluster.internal.kafka.wire.message.OffsetForLeaderEpochRequest;
import io.embeddedcluster.internal.kafka.wire.message.OffsetForLeaderEpochResponse;
import io.embeddedcluster.internal.kafka.wire.message.ProduceRequest;
import io.embeddedcluster.internal.kafka.wire.message.ProduceResponse;
import java.util.Optional;

/**
 * The APIs whose messages we can read and write. Which of them a broker offers, and up to which version, is the broker's own
 * affair.
 *
 * @spec https://kafka.apache.org/protocol.html#protocol_api_keys Kafka protocol guide, API keys
 */
@SuppressWarnings("ImmutableEnumChecker") // A message type holds a constructor, which has no state.
public enum ApiKey {
    /** Appends record batches. */
    PRODUCE(ProduceRequest.TYPE, ProduceResponse.TYPE),
    /** Reads record batches; of consumers and of followers. */
    FETCH(FetchRequest.TYPE, FetchResponse.TYPE),
    /** Looks up offsets by time, and the earliest and latest. */
    LIST_OFFSETS(ListOffsetsRequest.TYPE, ListOffsetsResponse.TYPE),
    /** Tells brokers, topics and leaders. */
    METADATA(MetadataRequest.TYPE, MetadataResponse.TYPE),
    /** Tells which APIs are spoken in which versions. */
    API_VERSIONS(ApiVersionsRequest.TYPE, ApiVersionsResponse.TYPE),
    /** Creates topics. */
    CREATE_TOPICS(CreateTopicsRequest.TYPE, CreateTopicsResponse.TYPE),
    /** Deletes topics. */
    DELETE_TOPICS(DeleteTopicsRequest.TYPE, DeleteTopicsResponse.TYPE),
    /** Gives a producer its id and epoch. */
    INIT_PRODUCER_ID(InitProducerIdRequest.TYPE, InitProducerIdResponse.TYPE),
    /** Tells where a leader epoch ended. */
    OFFSET_FOR_LEADER_EPOCH(OffsetForLeaderEpochRequest.TYPE, OffsetForLeaderEpochResponse.TYPE),
    /** Tells the brokers and the controller. */
    DESCRIBE_CLUSTER(DescribeClusterRequest.TYPE, DescribeClusterResponse.TYPE),
    /** Tells the partitions of topics, page by page. */
    DESCRIBE_TOPIC_PARTITIONS(DescribeTopicPartitionsRequest.TYPE, DescribeTopicPartitionsResponse.TYPE);

    private final MessageType<?> request;
    private final MessageType<?> response;

    ApiKey(MessageType<?> request, MessageType<?> response) {
        this.request = request;
        this.response = response;
    }

    /** {@return the API with this number, unless we do not know it} */
    public static Optional<ApiKey> forId(short id) {
        for (ApiKey key : values()) {
            if (key.id() == id) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /** {@return its number in a request header} */
    public short id() {
        return request.apiKey();
    }

    /** {@return the type of its request} */
    public MessageType<?> request() {
        return request;
    }

    /** {@return the type of its response} */
    public MessageType<?> response() {
        return response;
    }

    /** {@return the version of the header before a request of this version} */
    public short requestHeaderVersion(short version) {
        return (short) (request.isFlexible(version) ? 2 : 1);
    }

    /** {@return the version of the header before a response of this version} */
    public short responseHeaderVersion(short version) {
        // KIP-511: a client that does not know yet what the broker speaks must be able to read the answer, so its
        // header never changes.
        if (this == API_VERSIONS) {
            return 0;
        }
        return (short) (response.isFlexible(version) ? 1 : 0);
    }
}

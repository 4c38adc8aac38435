package io.embeddedcluster.internal.kafka.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.handler.metadata.ApiVersionsHandler;
import io.embeddedcluster.internal.kafka.handler.metadata.DescribeClusterHandler;
import io.embeddedcluster.internal.kafka.handler.metadata.DescribeTopicPartitionsHandler;
import io.embeddedcluster.internal.kafka.handler.metadata.MetadataHandler;
import io.embeddedcluster.internal.kafka.handler.records.FetchHandler;
import io.embeddedcluster.internal.kafka.handler.records.InitProducerIdHandler;
import io.embeddedcluster.internal.kafka.handler.records.ListOffsetsHandler;
import io.embeddedcluster.internal.kafka.handler.records.OffsetForLeaderEpochHandler;
import io.embeddedcluster.internal.kafka.handler.records.ProduceHandler;
import io.embeddedcluster.internal.kafka.handler.topics.CreateTopicsHandler;
import io.embeddedcluster.internal.kafka.handler.topics.DeleteTopicsHandler;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.wire.Content;
import io.embeddedcluster.internal.kafka.wire.MessagePair;
import io.embeddedcluster.internal.kafka.wire.RandomContent;
import io.embeddedcluster.internal.kafka.wire.WireMessage;
import io.embeddedcluster.internal.kafka.wire.message.ProduceRequest;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A request that is refused as a whole is answered as Kafka's own class of that request answers it, byte for byte. */
class ErrorResponseTest {

    private static final int SEEDS = 40;

    static Stream<RequestHandler<?, ?>> handlers() {
        return Stream.of(
                new ProduceHandler(null, null, null, null),
                new FetchHandler(null, null, null, null),
                new ListOffsetsHandler(null),
                new OffsetForLeaderEpochHandler(null),
                new InitProducerIdHandler(null),
                new MetadataHandler(null, null),
                new ApiVersionsHandler(List.of(), null, 1),
                new DescribeClusterHandler(null),
                new DescribeTopicPartitionsHandler(null),
                new CreateTopicsHandler(null),
                new DeleteTopicsHandler(null));
    }

    @ParameterizedTest
    @MethodSource("handlers")
    <Q extends WireMessage, R extends WireMessage> void isKafkasOwn(RequestHandler<Q, R> handler) {
        MessagePair pair = MessagePair.of(handler.apiKey().request());
        int compared = 0;
        for (short version = handler.lowestVersion(); version <= handler.highestVersion(); version++) {
            for (int seed = 0; seed < SEEDS; seed++) {
                Content content = new RandomContent(seed).of(pair.schema(version));
                byte[] request = MessagePair.write(pair.ours(content), version);
                if (isNotToBeCompared(handler, version, request)) {
                    continue;
                }
                Optional<String> real = real(handler.apiKey().id(), version, request);
                Optional<String> ours = ours(handler, version, request);
                assertThat(ours)
                        .as("%s version %d seed %d: %s", handler.apiKey(), version, seed, content)
                        .isEqualTo(real);
                compared++;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(SEEDS);
    }

    /** Kafka's own class fails where a partition's records are null, and puts several partitions in the order of a hash. */
    private static boolean isNotToBeCompared(RequestHandler<?, ?> handler, short version, byte[] request) {
        if (!(handler.apiKey().request().read(ByteBuffer.wrap(request), version) instanceof ProduceRequest produce)) {
            return false;
        }
        List<ProduceRequest.PartitionProduceData> partitions = produce.topicData().stream()
                .flatMap(topic -> topic.partitionData().stream())
                .toList();
        return partitions.size() > 1 || partitions.stream().anyMatch(partition -> partition.records() == null);
    }

    @SuppressWarnings("unchecked")
    private static <Q extends WireMessage, R extends WireMessage> Optional<String> ours(
            RequestHandler<Q, R> handler, short version, byte[] request) {
        Q body = (Q) handler.apiKey().request().read(ByteBuffer.wrap(request), version);
        return handler.errorResponse(body, version, ErrorCode.THROTTLING_QUOTA_EXCEEDED)
                .map(response -> HexFormat.of().formatHex(MessagePair.write(response, version)));
    }

    private static Optional<String> real(short apiKey, short version, byte[] request) {
        AbstractRequest parsed = AbstractRequest.parseRequest(
                        ApiKeys.forId(apiKey), version, new ByteBufferAccessor(ByteBuffer.wrap(request)))
                .request;
        AbstractResponse response = parsed.getErrorResponse(0, Errors.THROTTLING_QUOTA_EXCEEDED.exception());
        return Optional.ofNullable(response)
                .map(present -> HexFormat.of().formatHex(MessagePair.write(present.data(), version)));
    }
}

package io.embeddedcluster.internal.kafka.handler.records;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.replication.FoundOffset;
import io.embeddedcluster.internal.kafka.replication.OffsetQuery;
import io.embeddedcluster.internal.kafka.replication.ReplicaReader;
import io.embeddedcluster.internal.kafka.server.Request;
import io.embeddedcluster.internal.kafka.server.RequestHandler;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.ListOffsetsRequest;
import io.embeddedcluster.internal.kafka.wire.message.ListOffsetsRequest.ListOffsetsPartition;
import io.embeddedcluster.internal.kafka.wire.message.ListOffsetsRequest.ListOffsetsTopic;
import io.embeddedcluster.internal.kafka.wire.message.ListOffsetsResponse;
import io.embeddedcluster.internal.kafka.wire.message.ListOffsetsResponse.ListOffsetsPartitionResponse;
import io.embeddedcluster.internal.kafka.wire.message.ListOffsetsResponse.ListOffsetsTopicResponse;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks up offsets: the earliest, the latest, the first at or after a time, the one with the largest timestamp.
 *
 * <p>Versions: 1–11 served (broker 4.4: 1–11).
 * <ul>
 *   <li>2: isolation level; without transactions both levels end at the high watermark
 *   <li>4: the client's leader epoch is checked, and the found record's is told
 *   <li>5: OFFSET_NOT_AVAILABLE while a new leader does not know yet what its predecessor had committed; before,
 *       LEADER_NOT_AVAILABLE
 *   <li>7, 8, 9, 11: further negative timestamps, {@link OffsetQuery}
 * </ul>
 *
 * <p>Not modelled: tiered storage.
 *
 * @spec https://kafka.apache.org/protocol.html#The_Messages_ListOffsets Kafka protocol guide: ListOffsets
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-207%3A+Offsets+returned+by+ListOffsetsResponse+should+be+monotonically+increasing+even+during+a+partition+leader+change
 *     KIP-207
 */
public final class ListOffsetsHandler extends RequestHandler<ListOffsetsRequest, ListOffsetsResponse> {

    private static final int CONSUMER = -1;
    private static final int DEBUGGING = -2;

    private final ReplicaReader reader;

    public ListOffsetsHandler(ReplicaReader reader) {
        super(ApiKey.LIST_OFFSETS, ListOffsetsRequest.TYPE);
        this.reader = reader;
    }

    @Override
    public void handle(Request<ListOffsetsRequest, ListOffsetsResponse> request) {
        Set<TopicPartition> twice = namedTwice(request.body());
        ListOffsetsResponse response = new ListOffsetsResponse();
        for (ListOffsetsTopic topic : request.body().topics()) {
            ListOffsetsTopicResponse answer = new ListOffsetsTopicResponse().name(topic.name());
            for (ListOffsetsPartition partition : topic.partitions()) {
                TopicPartition topicPartition = new TopicPartition(topic.name(), partition.partitionIndex());
                answer.partitions()
                        .add(
                                twice.contains(topicPartition)
                                        ? refuse(partition, ErrorCode.INVALID_REQUEST)
                                        : answer(topicPartition, partition, request));
            }
            response.topics().add(answer);
        }
        request.respond(response);
    }

    @Override
    public Optional<ListOffsetsResponse> errorResponse(ListOffsetsRequest request, short version, ErrorCode error) {
        ListOffsetsResponse response = new ListOffsetsResponse();
        for (ListOffsetsTopic topic : request.topics()) {
            ListOffsetsTopicResponse answer = new ListOffsetsTopicResponse().name(topic.name());
            topic.partitions().forEach(partition -> answer.partitions().add(refuse(partition, error)));
            response.topics().add(answer);
        }
        return Optional.of(response);
    }

    private static Set<TopicPartition> namedTwice(ListOffsetsRequest request) {
        Set<TopicPartition> once = new TreeSet<>();
        Set<TopicPartition> twice = new TreeSet<>();
        for (ListOffsetsTopic topic : request.topics()) {
            for (ListOffsetsPartition partition : topic.partitions()) {
                TopicPartition topicPartition = new TopicPartition(topic.name(), partition.partitionIndex());
                if (!once.add(topicPartition)) {
                    twice.add(topicPartition);
                }
            }
        }
        return twice;
    }

    private ListOffsetsPartitionResponse answer(
            TopicPartition topicPartition,
            ListOffsetsPartition partition,
            Request<ListOffsetsRequest, ListOffsetsResponse> request) {
        OffsetQuery query = new OffsetQuery(partition.timestamp());
        if (request.version() < query.sinceVersion()) {
            return refuse(partition, ErrorCode.UNSUPPORTED_VERSION);
        }
        int replicaId = request.body().replicaId();
        FoundOffset found = reader.offsetFor(
                topicPartition, query, partition.currentLeaderEpoch(), replicaId == CONSUMER, replicaId != DEBUGGING);
        if (found.error() == ErrorCode.OFFSET_NOT_AVAILABLE && request.version() < 5) {
            return refuse(partition, ErrorCode.LEADER_NOT_AVAILABLE);
        }
        ListOffsetsPartitionResponse answer =
                refuse(partition, found.error()).timestamp(found.timestamp()).offset(found.offset());
        return request.version() >= 4 ? answer.leaderEpoch(found.leaderEpoch()) : answer;
    }

    private static ListOffsetsPartitionResponse refuse(ListOffsetsPartition partition, ErrorCode error) {
        return new ListOffsetsPartitionResponse()
                .partitionIndex(partition.partitionIndex())
                .errorCode(error.code());
    }
}

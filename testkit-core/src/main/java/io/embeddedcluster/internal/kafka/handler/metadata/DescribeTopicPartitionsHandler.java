package io.embeddedcluster.internal.kafka.handler.metadata;

import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicName;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.server.Request;
import io.embeddedcluster.internal.kafka.server.RequestHandler;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.DescribeTopicPartitionsRequest;
import io.embeddedcluster.internal.kafka.wire.message.DescribeTopicPartitionsResponse;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Describes topics page by page, in the order of their names.
 *
 * <p>Versions: 0 served (broker 4.4: 0).
 *
 * <p>A page holds at most as many partitions as the client asks for and at most {@value #MAX_PARTITIONS}; its cursor
 * says where the next one begins.
 *
 * <p>Not modelled: eligible leader replicas, whose lists are always empty. A cursor that does not fit its request closes
 * the connection, where a real broker fails to build its error response and answers with an empty INVALID_REQUEST.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-966%3A+Eligible+Leader+Replicas KIP-966
 */
public final class DescribeTopicPartitionsHandler
        extends RequestHandler<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse> {

    /** Kafka's default of {@code max.request.partition.size.limit}. */
    static final int MAX_PARTITIONS = 2000;

    private final Supplier<MetadataImage> image;

    public DescribeTopicPartitionsHandler(Supplier<MetadataImage> image) {
        super(ApiKey.DESCRIBE_TOPIC_PARTITIONS, DescribeTopicPartitionsRequest.TYPE);
        this.image = image;
    }

    @Override
    public void handle(Request<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse> request) {
        DescribeTopicPartitionsRequest body = request.body();
        boolean all = body.topics().isEmpty();
        SortedSet<String> names = new TreeSet<>();
        if (all) {
            names.addAll(image.get().topics().keySet());
        } else {
            body.topics().forEach(topic -> names.add(topic.name()));
        }
        DescribeTopicPartitionsRequest.Cursor cursor = body.cursor();
        if (cursor != null) {
            if (cursor.partitionIndex() < 0 || (!all && !names.contains(cursor.topicName()))) {
                request.closeConnection("DescribeTopicPartitions with a cursor that does not fit: " + cursor);
                return;
            }
            names.removeIf(name -> name.compareTo(cursor.topicName()) < 0);
        }
        int limit = Math.max(1, Math.min(MAX_PARTITIONS, body.responsePartitionLimit()));
        request.respond(page(image.get(), names, cursor, limit, !all));
    }

    @Override
    public Optional<DescribeTopicPartitionsResponse> errorResponse(
            DescribeTopicPartitionsRequest request, short version, ErrorCode error) {
        DescribeTopicPartitionsResponse response = new DescribeTopicPartitionsResponse();
        request.topics()
                .forEach(topic -> response.topics()
                        .add(new DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic()
                                .name(topic.name())
                                .errorCode(error.code())));
        return Optional.of(response);
    }

    private static DescribeTopicPartitionsResponse page(
            MetadataImage image,
            SortedSet<String> names,
            DescribeTopicPartitionsRequest.@Nullable Cursor cursor,
            int limit,
            boolean tellAbsent) {
        DescribeTopicPartitionsResponse response = new DescribeTopicPartitionsResponse();
        int remaining = limit;
        for (String name : names) {
            if (remaining == 0) {
                return response.nextCursor(cursor(name, 0));
            }
            Optional<TopicImage> topic = image.topic(name);
            if (topic.isEmpty()) {
                if (tellAbsent) {
                    response.topics().add(absent(name));
                }
                continue;
            }
            List<PartitionImage> partitions = topic.get().partitions();
            int first = cursor != null && cursor.topicName().equals(name) ? cursor.partitionIndex() : 0;
            int end = (int) Math.min(partitions.size(), (long) first + remaining);
            DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic described = topic(topic.get());
            for (int index = first; index < end; index++) {
                described.partitions().add(partition(image, partitions.get(index)));
            }
            response.topics().add(described);
            if (end < partitions.size()) {
                return response.nextCursor(cursor(name, end));
            }
            remaining -= described.partitions().size();
        }
        return response;
    }

    private static DescribeTopicPartitionsResponse.Cursor cursor(String topic, int partition) {
        return new DescribeTopicPartitionsResponse.Cursor().topicName(topic).partitionIndex(partition);
    }

    private static DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic absent(String name) {
        return new DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic()
                .errorCode(TopicName.errorWhereAbsent(name).code())
                .name(name)
                .topicId(Uuid.ZERO)
                .isInternal(TopicName.isInternal(name))
                .topicAuthorizedOperations(AuthorizedOperations.ALL_OF_A_TOPIC);
    }

    private static DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic topic(TopicImage topic) {
        return new DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic()
                .name(topic.name())
                .topicId(topic.topicId())
                .isInternal(TopicName.isInternal(topic.name()))
                .topicAuthorizedOperations(AuthorizedOperations.ALL_OF_A_TOPIC);
    }

    private static DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition partition(
            MetadataImage image, PartitionImage partition) {
        boolean led = partition.hasLeader() && image.isAlive(partition.leader());
        return new DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition()
                .partitionIndex(partition.partition())
                .leaderId(led ? partition.leader() : PartitionImage.NO_LEADER)
                .leaderEpoch(partition.leaderEpoch())
                .replicaNodes(partition.replicas())
                .isrNodes(partition.isr())
                .eligibleLeaderReplicas(List.of())
                .lastKnownElr(List.of())
                .offlineReplicas(OfflineReplicas.offline(image, partition));
    }
}

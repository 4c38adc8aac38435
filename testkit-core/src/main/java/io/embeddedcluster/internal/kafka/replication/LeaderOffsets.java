package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.ListOffsetsRequest;
import io.embeddedcluster.internal.kafka.wire.message.ListOffsetsResponse;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Asks a leader where its log begins and ends, for a follower whose fetch offset lies outside. */
record LeaderOffsets(FollowedPartition partition, int nodeId) {

    private static final short VERSION = ListOffsetsRequest.HIGHEST_SUPPORTED_VERSION;

    /** Asks both in turn, hands them to the partition, and runs the task then. */
    void ask(LeaderConnection connection, Runnable whenTold) {
        ask(
                connection,
                OffsetQuery.EARLIEST,
                start -> ask(connection, OffsetQuery.LATEST, end -> {
                    if (start.isPresent() && end.isPresent()) {
                        partition.leaderOffsets(start.getAsLong(), end.getAsLong());
                    } else {
                        partition.leaderOffsetsRefused();
                    }
                    whenTold.run();
                }));
    }

    private void ask(LeaderConnection connection, long timestamp, Consumer<OptionalLong> callback) {
        ListOffsetsRequest request = new ListOffsetsRequest().replicaId(nodeId);
        ListOffsetsRequest.ListOffsetsTopic topic = new ListOffsetsRequest.ListOffsetsTopic()
                .name(partition.hosted().topicPartition().topic());
        topic.partitions()
                .add(new ListOffsetsRequest.ListOffsetsPartition()
                        .partitionIndex(partition.hosted().topicPartition().partition())
                        .currentLeaderEpoch(partition.nextFetch().leaderEpoch())
                        .timestamp(timestamp));
        request.topics().add(topic);
        connection.ask(
                ApiKey.LIST_OFFSETS,
                VERSION,
                request,
                ListOffsetsResponse.TYPE,
                response -> callback.accept(offset(response)));
    }

    private static OptionalLong offset(ListOffsetsResponse response) {
        return response.topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .filter(found -> found.errorCode() == ErrorCode.NONE.code())
                .mapToLong(ListOffsetsResponse.ListOffsetsPartitionResponse::offset)
                .findFirst();
    }
}

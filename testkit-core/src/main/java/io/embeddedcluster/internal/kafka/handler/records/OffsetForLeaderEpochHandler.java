package io.embeddedcluster.internal.kafka.handler.records;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.replica.Replica;
import io.embeddedcluster.internal.kafka.replication.ReplicaReader;
import io.embeddedcluster.internal.kafka.server.Request;
import io.embeddedcluster.internal.kafka.server.RequestHandler;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.OffsetForLeaderEpochRequest;
import io.embeddedcluster.internal.kafka.wire.message.OffsetForLeaderEpochRequest.OffsetForLeaderPartition;
import io.embeddedcluster.internal.kafka.wire.message.OffsetForLeaderEpochRequest.OffsetForLeaderTopic;
import io.embeddedcluster.internal.kafka.wire.message.OffsetForLeaderEpochResponse;
import java.util.Optional;

/**
 * Tells where a leader epoch ends in the leader's log, by which a consumer finds out that what it has read was truncated.
 *
 * <p>Versions: 2–4 served (broker 4.4: 2–4). They do not differ in what is answered: the requester's leader epoch is
 * checked in all of them.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-320%3A+Allow+fetchers+to+detect+and+handle+log+truncation
 *     KIP-320
 */
public final class OffsetForLeaderEpochHandler
        extends RequestHandler<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse> {

    private final ReplicaReader reader;

    public OffsetForLeaderEpochHandler(ReplicaReader reader) {
        super(ApiKey.OFFSET_FOR_LEADER_EPOCH, OffsetForLeaderEpochRequest.TYPE);
        this.reader = reader;
    }

    @Override
    public void handle(Request<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse> request) {
        OffsetForLeaderEpochResponse response = new OffsetForLeaderEpochResponse();
        for (OffsetForLeaderTopic topic : request.body().topics()) {
            OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult result =
                    new OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult().topic(topic.topic());
            topic.partitions().forEach(partition -> result.partitions().add(answer(topic.topic(), partition)));
            response.topics().add(result);
        }
        request.respond(response);
    }

    @Override
    public Optional<OffsetForLeaderEpochResponse> errorResponse(
            OffsetForLeaderEpochRequest request, short version, ErrorCode error) {
        OffsetForLeaderEpochResponse response = new OffsetForLeaderEpochResponse();
        for (OffsetForLeaderTopic topic : request.topics()) {
            OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult result =
                    new OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult().topic(topic.topic());
            topic.partitions()
                    .forEach(partition -> result.partitions()
                            .add(new OffsetForLeaderEpochResponse.EpochEndOffset()
                                    .partition(partition.partition())
                                    .errorCode(error.code())));
            response.topics().add(result);
        }
        return Optional.of(response);
    }

    private OffsetForLeaderEpochResponse.EpochEndOffset answer(String topic, OffsetForLeaderPartition partition) {
        Replica.EpochEndAnswer answer = reader.endOfEpoch(
                new TopicPartition(topic, partition.partition()),
                partition.currentLeaderEpoch(),
                partition.leaderEpoch());
        return new OffsetForLeaderEpochResponse.EpochEndOffset()
                .partition(partition.partition())
                .errorCode(answer.error().code())
                .leaderEpoch(answer.end().leaderEpoch())
                .endOffset(answer.end().endOffset());
    }
}

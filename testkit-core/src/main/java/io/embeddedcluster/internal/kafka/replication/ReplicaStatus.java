package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.replica.LeaderReplica;
import io.embeddedcluster.internal.kafka.replica.Replica;
import java.util.List;

/**
 * A read-only picture of one replica on one broker.
 *
 * @param topicPartition which partition
 * @param topicId the topic's id
 * @param isLeader whether this broker believes to lead
 * @param leaderEpoch the leader epoch that the replica is in, -1 before the first
 * @param isr the in-sync replicas as the leader knows them; empty at a follower
 * @param logStartOffset the first offset kept
 * @param highWatermark the end of what is known to be committed; exclusive
 * @param promisedEnd the end of what clients may have been promised, where this replica leads or is about to; exclusive
 * @param logEndOffset the offset of the next record; exclusive end
 */
public record ReplicaStatus(
        TopicPartition topicPartition,
        Uuid topicId,
        boolean isLeader,
        int leaderEpoch,
        List<Integer> isr,
        long logStartOffset,
        long highWatermark,
        long promisedEnd,
        long logEndOffset) {

    /** Keeps its own copy of the list. */
    public ReplicaStatus {
        isr = List.copyOf(isr);
    }

    /** {@return whether it leads, in that leader epoch or a later one, and knows all that is committed} */
    public boolean isSettledLeader(int epoch) {
        return isLeader && leaderEpoch >= epoch && highWatermark == promisedEnd;
    }

    static ReplicaStatus of(HostedReplica hosted) {
        Replica replica = hosted.replica();
        return new ReplicaStatus(
                hosted.topicPartition(),
                hosted.topicId(),
                replica.leader().isPresent(),
                replica.leaderEpoch(),
                replica.leader().map(LeaderReplica::isr).orElse(List.of()),
                hosted.log().startOffset(),
                replica.highWatermark(),
                replica.promisedEnd(),
                hosted.log().endOffset());
    }
}

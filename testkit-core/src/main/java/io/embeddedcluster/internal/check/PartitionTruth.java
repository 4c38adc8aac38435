package io.embeddedcluster.internal.check;

import java.util.List;

/**
 * All that is known of one partition when it is checked.
 *
 * @param topic the topic
 * @param partition the partition's number
 * @param leader the leader's log
 * @param followers the logs of the other replicas whose brokers run
 * @param acknowledged what was acknowledged with acks=all, in the order of acknowledgement
 */
public record PartitionTruth(
        String topic,
        int partition,
        ReplicaLog leader,
        List<ReplicaLog> followers,
        List<AcknowledgedBatch> acknowledged) {

    /** Copies the lists. */
    public PartitionTruth {
        followers = List.copyOf(followers);
        acknowledged = List.copyOf(acknowledged);
    }

    String name() {
        return topic + "-" + partition;
    }
}

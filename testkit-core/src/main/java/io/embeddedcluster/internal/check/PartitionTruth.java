package io.embeddedcluster.internal.check;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * All that is known of one partition when it is checked.
 *
 * @param topic the topic
 * @param partition the partition's number
 * @param leader the leader's log
 * @param followers the logs of the other replicas whose brokers run
 * @param acknowledged what was acknowledged with acks=all, in the order of acknowledgement
 * @param uncleanEpochs leader epochs that began with a leader from outside the ISR, as the topic allows
 */
public record PartitionTruth(
        String topic,
        int partition,
        ReplicaLog leader,
        List<ReplicaLog> followers,
        List<AcknowledgedBatch> acknowledged,
        SortedSet<Integer> uncleanEpochs) {

    /** Copies lists and set. */
    public PartitionTruth {
        followers = List.copyOf(followers);
        acknowledged = List.copyOf(acknowledged);
        uncleanEpochs = Collections.unmodifiableSortedSet(new TreeSet<>(uncleanEpochs));
    }

    String name() {
        return topic + "-" + partition;
    }
}

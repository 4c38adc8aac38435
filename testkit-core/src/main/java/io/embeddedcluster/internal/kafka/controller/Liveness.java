package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which brokers can be relied on for one partition.
 *
 * @param alive registered brokers
 * @param leaving those of them that are about to shut down
 * @param restarted those of them that registered anew since the partition's ISR was written: what they had may be gone
 */
record Liveness(SortedSet<Integer> alive, SortedSet<Integer> leaving, SortedSet<Integer> restarted) {

    Liveness {
        alive = Collections.unmodifiableSortedSet(new TreeSet<>(alive));
        leaving = Collections.unmodifiableSortedSet(new TreeSet<>(leaving));
        restarted = Collections.unmodifiableSortedSet(new TreeSet<>(restarted));
    }

    /**
     * Returns what the image says of the brokers of a partition.
     *
     * @param seenEpochs broker epochs that this controller has acted on, by node id
     */
    static Liveness of(
            MetadataImage image, PartitionImage partition, Map<Integer, Long> seenEpochs, BrokerRules rules) {
        SortedSet<Integer> leaving = new TreeSet<>();
        SortedSet<Integer> restarted = new TreeSet<>();
        image.brokers().forEach((nodeId, broker) -> {
            if (broker.isShuttingDown()) {
                leaving.add(nodeId);
            }
            // A registration younger than the state is a new life, even where no controller saw the old one end.
            boolean isNewSinceState = partition.hasState() && broker.brokerEpoch() > partition.stateZxid();
            Long seen = seenEpochs.get(nodeId);
            if (rules.countsAsRestarted(isNewSinceState, seen != null && seen != broker.brokerEpoch())) {
                restarted.add(nodeId);
            }
        });
        return new Liveness(new TreeSet<>(image.brokers().keySet()), leaving, restarted);
    }

    /** Returns whether the broker can be elected and be a member of an ISR. */
    boolean isEligible(int nodeId) {
        return alive.contains(nodeId) && !leaving.contains(nodeId);
    }

    /** Returns whether the broker is alive and still has all it had when the ISR was written. */
    boolean isUnbroken(int nodeId) {
        return alive.contains(nodeId) && !restarted.contains(nodeId);
    }
}

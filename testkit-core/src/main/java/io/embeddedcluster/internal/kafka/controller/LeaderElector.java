package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Kafka's rules of who leads a partition: a pure function from what is to what should be.
 *
 * <pre>
 *   no state yet       -&gt; the first eligible replica leads, all eligible ones are in sync
 *   leader fit         -&gt; stays; members of the ISR that are gone leave it; the preferred replica takes over once in sync
 *   leader gone        -&gt; the first replica, in order of preference, that is in sync and eligible
 *   ISR all gone       -&gt; none, ISR kept; or, where unclean election is allowed, any eligible replica, alone in sync
 *   one of it returns  -&gt; it leads, alone in sync: it may have lost what it had not synced, and so may the others
 * </pre>
 *
 * <p>The leader epoch rises with every change of the leader, from and to none included, and not where only the ISR
 * shrinks (as in Kafka since 3.6). An ISR is never emptied.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/kafka+Detailed+Replication+Design+V3 Kafka replication design
 */
final class LeaderElector {

    private final BrokerRules rules;
    private final boolean isUncleanAllowed;
    private final boolean isPreferredRestored;

    /**
     * Creates the rules for one topic.
     *
     * @param rules of this broker
     * @param isUncleanAllowed {@code unclean.leader.election.enable} of the topic
     * @param isPreferredRestored {@code auto.leader.rebalance.enable} of the broker
     */
    LeaderElector(BrokerRules rules, boolean isUncleanAllowed, boolean isPreferredRestored) {
        this.rules = rules;
        this.isUncleanAllowed = isUncleanAllowed;
        this.isPreferredRestored = isPreferredRestored;
    }

    /** Returns the partition as it should be; nothing where it is so already. */
    Optional<PartitionImage> decide(PartitionImage partition, Liveness liveness) {
        PartitionImage wanted = partition.hasState() ? elect(partition, liveness) : initial(partition, liveness);
        return wanted.equals(partition) ? Optional.empty() : Optional.of(wanted);
    }

    private static PartitionImage initial(PartitionImage partition, Liveness liveness) {
        List<Integer> eligible = select(partition.replicas(), liveness::isEligible);
        return eligible.isEmpty() ? partition : with(partition, eligible.get(0), 0, eligible);
    }

    private PartitionImage elect(PartitionImage partition, Liveness liveness) {
        List<Integer> isr = partition.isr();
        int leader = partition.leader();
        List<Integer> staying = select(isr, id -> liveness.isUnbroken(id) && liveness.isEligible(id));
        Optional<Integer> best = first(partition.replicas(), staying::contains);
        if (best.isPresent()) {
            boolean isLeaderFit = staying.contains(leader);
            boolean isPreferredReady = staying.contains(partition.replicas().get(0));
            int next = isLeaderFit && !(isPreferredRestored && isPreferredReady) ? leader : best.get();
            return led(partition, next, staying);
        }
        if (isr.contains(leader) && liveness.isUnbroken(leader)) {
            // It is leaving, and no other replica can take over: it leads to the end.
            return led(partition, leader, List.of(leader));
        }
        Optional<Integer> returned = first(partition.replicas(), id -> isr.contains(id) && liveness.isEligible(id));
        if (returned.isPresent()) {
            return newlyLed(partition, returned.get(), List.of(returned.get()));
        }
        Optional<Integer> unclean = rules.mayElectOutsideIsr(isUncleanAllowed)
                ? first(partition.replicas(), liveness::isEligible)
                : Optional.empty();
        return unclean.map(id -> newlyLed(partition, id, List.of(id)))
                .orElseGet(() -> led(partition, PartitionImage.NO_LEADER, isr));
    }

    private PartitionImage led(PartitionImage partition, int leader, List<Integer> isr) {
        return leader == partition.leader() ? partition.withIsr(isr) : newlyLed(partition, leader, isr);
    }

    private PartitionImage newlyLed(PartitionImage partition, int leader, List<Integer> isr) {
        return with(partition, leader, rules.nextLeaderEpoch(partition.leaderEpoch()), isr);
    }

    private static PartitionImage with(PartitionImage partition, int leader, int leaderEpoch, List<Integer> isr) {
        return new PartitionImage(
                partition.partition(),
                partition.replicas(),
                leader,
                leaderEpoch,
                isr,
                partition.zkVersion(),
                partition.controllerEpoch(),
                partition.stateZxid());
    }

    private static List<Integer> select(List<Integer> nodeIds, IntPredicate condition) {
        return nodeIds.stream().filter(condition::test).toList();
    }

    private static Optional<Integer> first(List<Integer> nodeIds, IntPredicate condition) {
        return nodeIds.stream().filter(condition::test).findFirst();
    }
}

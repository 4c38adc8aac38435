package io.embeddedcluster.internal.kafka.simulation;

import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.replication.ReplicaStatus;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What is known of one partition from outside: its newest state, who has led in which epoch, what is committed. */
final class PartitionTruth {

    private final Partition partition;
    private final boolean isUncleanAllowed;
    private final ControllerTerms terms;
    private final Runnable uncleanElected;
    private final Map<Integer, Integer> leaders = new TreeMap<>();
    private final CommittedLog committed;
    private final AppendedBatches appended;
    private PartitionImage state;
    private int newestEpoch = -1;

    /** @param uncleanElected run for each election of a leader from outside the ISR where that is allowed */
    PartitionTruth(Partition partition, boolean isUncleanAllowed, ControllerTerms terms, Runnable uncleanElected) {
        this.partition = partition;
        this.terms = terms;
        this.uncleanElected = uncleanElected;
        this.isUncleanAllowed = isUncleanAllowed;
        committed = new CommittedLog(partition);
        appended = new AppendedBatches(partition);
    }

    Partition partition() {
        return partition;
    }

    /** {@return whether Kafka may break its promises about what is committed here} */
    boolean isUncleanAllowed() {
        return isUncleanAllowed;
    }

    CommittedLog committed() {
        return committed;
    }

    AppendedBatches appended() {
        return appended;
    }

    /** {@return the newest state that a broker has seen} */
    Optional<PartitionImage> state() {
        return Optional.ofNullable(state);
    }

    /** {@return the newest leader epoch that was seen, or -1} */
    int newestEpoch() {
        return newestEpoch;
    }

    /** A broker shows this state of the partition. */
    void see(PartitionImage shown) {
        PartitionImage before = state;
        if (!shown.hasState() || (before != null && shown.zkVersion() <= before.zkVersion())) {
            return;
        }
        state = shown;
        newestEpoch = Math.max(newestEpoch, shown.leaderEpoch());
        check(
                !shown.hasLeader() || shown.isr().contains(shown.leader()),
                "the leader is in the ISR",
                () -> "the state is " + shown);
        if (before == null) {
            return;
        }
        check(
                shown.leaderEpoch() >= before.leaderEpoch(),
                "leader epochs never go back",
                () -> before + " then " + shown);
        check(
                shown.controllerEpoch() >= before.controllerEpoch(),
                "a stale controller is fenced",
                () -> before + " then " + shown);
        boolean isNext = shown.zkVersion() == before.zkVersion() + 1;
        int inForce = terms.epochAt(shown.stateZxid());
        check(
                !isNext || shown.leaderEpoch() == before.leaderEpoch() || shown.controllerEpoch() == inForce,
                "a stale controller is fenced",
                () -> before + " then " + shown + " where the controller epoch was " + inForce);
        check(
                shown.leader() == before.leader() || shown.leaderEpoch() > before.leaderEpoch(),
                "one leader per epoch",
                () -> before + " then " + shown);
        boolean isUnclean = isNext && shown.hasLeader() && !before.isr().contains(shown.leader());
        if (isUnclean && isUncleanAllowed) {
            uncleanElected.run();
        }
        check(
                isUncleanAllowed || !isUnclean,
                "the leader is in the ISR",
                () -> "elected from outside: " + before + " then " + shown);
    }

    /** A broker's replica looks like this. */
    void see(int nodeId, ReplicaStatus replica) {
        check(
                replica.highWatermark() <= replica.logEndOffset(),
                "the high watermark is not above the log end",
                () -> nodeId + " has " + replica);
        if (!replica.isLeader()) {
            return;
        }
        Integer other = leaders.putIfAbsent(replica.leaderEpoch(), nodeId);
        check(
                other == null || other == nodeId,
                "one leader per epoch",
                () -> nodeId + " and " + other + " lead in epoch " + replica.leaderEpoch());
        boolean isNewest = replica.leaderEpoch() >= newestEpoch;
        newestEpoch = Math.max(newestEpoch, replica.leaderEpoch());
        check(
                isUncleanAllowed || !isNewest || replica.logEndOffset() >= committed.endOffset(),
                "a clean leader has all that is committed",
                () -> nodeId + " leads with " + replica + ", committed is up to " + committed.endOffset());
    }

    private void check(boolean holds, String promise, Supplier<String> found) {
        if (!holds) {
            throw new BrokenPromise(promise, partition + ": " + found.get());
        }
    }
}

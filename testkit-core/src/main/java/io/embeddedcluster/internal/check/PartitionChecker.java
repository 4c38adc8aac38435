package io.embeddedcluster.internal.check;

import io.embeddedcluster.check.Anomaly;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Checks one partition against what its brokers know. Linear in the number of batches, and exact: nothing is searched for.
 *
 * <p>Anomalies: {@code lost-write} (an acknowledged batch is not where it was acknowledged, and no election from outside the
 * ISR explains it), {@code duplicate-batch} (one idempotent batch is in the log twice), {@code diverged-replica} (two replicas
 * differ below both high watermarks), {@code falling-leader-epoch} (a later batch has a lower leader epoch).
 */
public final class PartitionChecker {

    private PartitionChecker() {}

    /** {@return all that is to be said of the partition} */
    public static PartitionFindings check(PartitionTruth truth) {
        List<Anomaly> anomalies = new ArrayList<>();
        SortedMap<Integer, Integer> allowedLosses = new TreeMap<>();
        for (Loss loss : losses(truth)) {
            loss.uncleanEpoch(truth)
                    .ifPresentOrElse(
                            epoch -> allowedLosses.merge(epoch, 1, Integer::sum),
                            () -> anomalies.add(new Anomaly("lost-write", loss.promised + ", " + loss.story)));
        }
        duplicates(truth, anomalies::add);
        divergence(truth, anomalies::add);
        fallingLeaderEpochs(truth, anomalies::add);
        return new PartitionFindings(anomalies, allowedLosses);
    }

    /** A batch that is not where it was acknowledged. */
    private record Loss(AcknowledgedBatch promised, String story) {

        /** {@return the first election from outside the ISR since the acknowledgement, which explains the loss} */
        Optional<Integer> uncleanEpoch(PartitionTruth truth) {
            return truth.uncleanEpochs().tailSet(promised.leaderEpoch() + 1).stream()
                    .findFirst();
        }
    }

    private static List<Loss> losses(PartitionTruth truth) {
        Map<Long, LoggedBatch> byOffset = new HashMap<>();
        for (LoggedBatch batch : truth.leader().batches()) {
            byOffset.put(batch.baseOffset(), batch);
        }
        List<Loss> losses = new ArrayList<>();
        for (AcknowledgedBatch promised : truth.acknowledged()) {
            LoggedBatch present = byOffset.get(promised.baseOffset());
            if (present == null) {
                losses.add(new Loss(
                        promised,
                        "is not in the log of the leader broker-"
                                + truth.leader().broker()));
            } else if (!isSame(promised, present)) {
                losses.add(new Loss(promised, "was replaced by " + present));
            } else if (present.lastOffset() >= truth.leader().highWatermark()) {
                losses.add(new Loss(
                        promised,
                        "lies above the high watermark " + truth.leader().highWatermark()));
            }
        }
        return losses;
    }

    /**
     * A batch of an idempotent producer is known by its sequence; the epoch is not asked there, since a later leader
     * acknowledges once more what it has from an earlier one. Others are known by the leader that took them.
     */
    private static boolean isSame(AcknowledgedBatch promised, LoggedBatch present) {
        return present.lastOffset() == promised.lastOffset()
                && present.producer().equals(promised.producer())
                && (promised.producer().isIdempotent() || present.leaderEpoch() == promised.leaderEpoch());
    }

    private static void duplicates(PartitionTruth truth, Consumer<Anomaly> found) {
        Map<ProducerSequence, LoggedBatch> seen = new HashMap<>();
        for (LoggedBatch batch : truth.leader().batches()) {
            if (!batch.producer().isIdempotent() || batch.producer().baseSequence() < 0) {
                continue;
            }
            LoggedBatch earlier = seen.putIfAbsent(batch.producer(), batch);
            if (earlier != null) {
                found.accept(new Anomaly(
                        "duplicate-batch",
                        truth.name() + ": " + batch.producer() + " is at offset " + earlier.baseOffset()
                                + " and again at offset " + batch.baseOffset()));
            }
        }
    }

    private static void divergence(PartitionTruth truth, Consumer<Anomaly> found) {
        Map<Long, LoggedBatch> leaders = new HashMap<>();
        for (LoggedBatch batch : truth.leader().batches()) {
            leaders.put(batch.baseOffset(), batch);
        }
        for (ReplicaLog follower : truth.followers()) {
            long committed = Math.min(follower.highWatermark(), truth.leader().highWatermark());
            for (LoggedBatch batch : follower.batches()) {
                if (batch.lastOffset() < committed && !batch.equals(leaders.get(batch.baseOffset()))) {
                    found.accept(new Anomaly(
                            "diverged-replica",
                            truth.name() + ": broker-" + follower.broker() + " has " + batch
                                    + " where the leader broker-"
                                    + truth.leader().broker() + " has " + leaders.get(batch.baseOffset())));
                    break;
                }
            }
        }
    }

    private static void fallingLeaderEpochs(PartitionTruth truth, Consumer<Anomaly> found) {
        LoggedBatch before = null;
        for (LoggedBatch batch : truth.leader().batches()) {
            if (before != null && batch.leaderEpoch() < before.leaderEpoch()) {
                found.accept(new Anomaly(
                        "falling-leader-epoch",
                        truth.name() + ": leader epoch " + batch.leaderEpoch() + " at offset " + batch.baseOffset()
                                + " follows leader epoch " + before.leaderEpoch() + " at offset "
                                + before.baseOffset()));
            }
            before = batch;
        }
    }
}

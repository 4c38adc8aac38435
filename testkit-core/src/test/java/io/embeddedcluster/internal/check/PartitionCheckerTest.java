package io.embeddedcluster.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.check.Anomaly;
import io.embeddedcluster.internal.host.NodeName;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** For each anomaly the smallest history that shows it, and a near miss that must pass. */
class PartitionCheckerTest {

    private static final ProducerSequence FIRST = new ProducerSequence(7, (short) 0, 0);
    private static final ProducerSequence SECOND = new ProducerSequence(7, (short) 0, 1);
    private static final ProducerSequence NOBODY = new ProducerSequence(-1, (short) -1, -1);

    @Test
    void acknowledgedBatchThatIsInTheLogIsNoAnomaly() {
        assertThat(check(log(1, 2, batch(0, 1, FIRST), batch(1, 1, SECOND)), List.of(), acknowledged(1, SECOND)))
                .isEmpty();
    }

    @Test
    void acknowledgedBatchThatIsMissingIsALostWrite() {
        assertThat(check(log(1, 1, batch(0, 1, FIRST)), List.of(), acknowledged(1, SECOND)))
                .singleElement()
                .satisfies(anomaly -> {
                    assertThat(anomaly.name()).isEqualTo("lost-write");
                    assertThat(anomaly.story())
                            .contains("orders-0 offsets 1 to 1")
                            .contains("broker-1");
                });
    }

    @Test
    void acknowledgedBatchThatWasReplacedIsALostWrite() {
        assertThat(check(log(1, 1, batch(0, 1, SECOND)), List.of(), acknowledged(0, FIRST)))
                .extracting(Anomaly::name)
                .containsExactly("lost-write");
    }

    /** Of a producer without idempotence, whose batches say nothing of their own. */
    @Test
    void acknowledgedBatchThatAnotherLeaderReplacedIsALostWrite() {
        assertThat(check(log(1, 1, batch(0, 2, NOBODY)), List.of(), acknowledged(0, NOBODY)))
                .extracting(Anomaly::name)
                .containsExactly("lost-write");
        assertThat(check(log(1, 1, batch(0, 0, NOBODY)), List.of(), acknowledged(0, NOBODY)))
                .extracting(Anomaly::name)
                .containsExactly("lost-write");
        assertThat(check(log(1, 1, batch(0, 1, NOBODY)), List.of(), acknowledged(0, NOBODY)))
                .isEmpty();
    }

    @Test
    void idempotentBatchThatALaterLeaderAcknowledgedOnceMoreIsNoAnomaly() {
        assertThat(check(log(1, 1, batch(0, 0, FIRST)), List.of(), acknowledged(0, FIRST)))
                .isEmpty();
    }

    @Test
    void whatAnUncleanElectionTookIsAllowedAndCounted() {
        PartitionTruth truth = truth(
                log(1, 0), List.of(), new TreeSet<>(List.of(2, 3)), acknowledged(0, FIRST), acknowledged(1, SECOND));

        PartitionFindings found = PartitionChecker.check(truth);
        assertThat(found.anomalies()).isEmpty();
        assertThat(found.allowedLosses()).isEqualTo(Map.of(2, 2));
    }

    @Test
    void anUncleanElectionBeforeTheAcknowledgementExplainsNothing() {
        PartitionTruth truth = truth(log(1, 0), List.of(), new TreeSet<>(List.of(1)), acknowledged(0, FIRST));

        PartitionFindings found = PartitionChecker.check(truth);
        assertThat(found.anomalies()).extracting(Anomaly::name).containsExactly("lost-write");
        assertThat(found.allowedLosses()).isEmpty();
    }

    @Test
    void acknowledgedBatchAboveTheHighWatermarkIsALostWrite() {
        assertThat(check(log(1, 0, batch(0, 1, FIRST)), List.of(), acknowledged(0, FIRST)))
                .extracting(Anomaly::name)
                .containsExactly("lost-write");
    }

    @Test
    void idempotentBatchTwiceIsADuplicate() {
        assertThat(check(log(1, 2, batch(0, 1, FIRST), batch(1, 1, FIRST)), List.of()))
                .extracting(Anomaly::name)
                .containsExactly("duplicate-batch");
    }

    @Test
    void batchesWithoutProducerIdAreNeverDuplicates() {
        assertThat(check(log(1, 2, batch(0, 1, NOBODY), batch(1, 1, NOBODY)), List.of()))
                .isEmpty();
    }

    @Test
    void replicasThatDifferBelowTheHighWatermarkHaveDiverged() {
        ReplicaLog follower = log(2, 1, batch(0, 1, SECOND));

        assertThat(check(log(1, 1, batch(0, 1, FIRST)), List.of(follower)))
                .extracting(Anomaly::name)
                .containsExactly("diverged-replica");
    }

    @Test
    void replicasMayDifferAboveTheHighWatermark() {
        ReplicaLog follower = log(2, 1, batch(0, 1, FIRST), batch(1, 1, SECOND));

        assertThat(check(log(1, 1, batch(0, 1, FIRST)), List.of(follower))).isEmpty();
    }

    @Test
    void leaderEpochThatFallsAlongTheLogIsAnAnomaly() {
        assertThat(check(log(1, 2, batch(0, 2, FIRST), batch(1, 1, SECOND)), List.of()))
                .extracting(Anomaly::name)
                .containsExactly("falling-leader-epoch");
    }

    @Test
    void leaderEpochMayRiseAndStay() {
        assertThat(check(log(1, 2, batch(0, 1, FIRST), batch(1, 3, SECOND)), List.of()))
                .isEmpty();
    }

    private static List<Anomaly> check(ReplicaLog leader, List<ReplicaLog> followers, AcknowledgedBatch... promised) {
        return PartitionChecker.check(truth(leader, followers, new TreeSet<>(), promised))
                .anomalies();
    }

    private static PartitionTruth truth(
            ReplicaLog leader,
            List<ReplicaLog> followers,
            SortedSet<Integer> uncleanEpochs,
            AcknowledgedBatch... promised) {
        return new PartitionTruth("orders", 0, leader, followers, List.of(promised), uncleanEpochs);
    }

    private static ReplicaLog log(int broker, long highWatermark, LoggedBatch... batches) {
        return new ReplicaLog(broker, highWatermark, List.of(batches));
    }

    private static LoggedBatch batch(long offset, int leaderEpoch, ProducerSequence producer) {
        return new LoggedBatch(offset, offset, leaderEpoch, producer, producer.hashCode() * 31L + offset);
    }

    private static AcknowledgedBatch acknowledged(long offset, ProducerSequence producer) {
        return new AcknowledgedBatch("orders", 0, NodeName.broker(1), 1, offset, offset, producer);
    }
}

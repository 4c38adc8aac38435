package io.embeddedcluster.internal.kafka.simulation;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.kafka.BrokerNode;
import io.embeddedcluster.internal.kafka.log.RecordBatch;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.replication.ReplicaStatus;
import io.embeddedcluster.internal.observer.ClusterObserver;
import io.embeddedcluster.internal.observer.EntryApplied;
import io.embeddedcluster.internal.observer.RecordsAcknowledged;
import io.embeddedcluster.internal.zookeeper.replicated.AppliedCommand;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka promises, checked from outside.
 *
 * <p>After each event of a broker, for that broker: one leader per epoch, the leader in the ISR, high watermark and log end,
 * high watermarks and epochs that never go back, leaders that have all that is committed, batches below the high watermark
 * equal to the committed ones byte for byte, those of one leader epoch the same in all logs, contiguous sequences, acknowledgements with acks=all. With each answer to a
 * client: what a consumer reads and what a producer is told. At the end: all replicas equal, whole logs.
 *
 * <p>Where a topic allows unclean elections, Kafka may break what concerns committed records, and only that is left out.
 */
final class Promises implements ClusterObserver {

    private final Workload workload;
    private final Map<String, TopicPlan> plans = new TreeMap<>();
    private final Map<Partition, PartitionTruth> truths = new TreeMap<>();
    private final Map<Integer, Seen> seen = new TreeMap<>();
    private final ControllerTerms terms = new ControllerTerms();
    private final Map<NodeName, BrokerMachine> brokers = new HashMap<>();
    private @Nullable BrokerWorld world;

    /** What was seen of one broker in its present run. */
    private static final class Seen {

        private int run;
        private @Nullable MetadataImage image;
        private final Map<Partition, ReplicaStatus> replicas = new TreeMap<>();
        /** Log ends, which stay known while the broker is down. */
        private final Map<Partition, Long> logEnds = new TreeMap<>();
        /** What it has acknowledged in the present event. */
        private final List<RecordsAcknowledged> acknowledged = new ArrayList<>();

        private final Map<Partition, Long> compared = new TreeMap<>();
        private final Map<Partition, Long> appended = new TreeMap<>();
        /** Whether it has lost what was not on its disk, and was not in sync since. */
        private boolean isRecovering;
    }

    Promises(List<TopicPlan> topics, Workload workload) {
        this.workload = workload;
        topics.forEach(topic -> plans.put(topic.name(), topic));
    }

    void watch(BrokerWorld watched) {
        world = watched;
        watched.brokers().forEach(broker -> brokers.put(broker.machine().name(), broker));
        watched.world().afterEachEvent(this::afterEvent);
    }

    @Override
    public void recordsAcknowledged(NodeName node, RecordsAcknowledged event) {
        broker(node).ifPresent(broker -> seen(broker.nodeId()).acknowledged.add(event));
    }

    @Override
    public void entryApplied(NodeName node, EntryApplied event) {
        terms.see((AppliedCommand) event);
    }

    ControllerTerms controllerTerms() {
        return terms;
    }

    private Seen seen(int nodeId) {
        return seen.computeIfAbsent(nodeId, id -> new Seen());
    }

    private void afterEvent(@Nullable NodeName name) {
        broker(name).ifPresent(broker -> broker.node().ifPresent(node -> look(broker, node)));
    }

    private Optional<BrokerMachine> broker(@Nullable NodeName name) {
        return name == null ? Optional.empty() : Optional.ofNullable(brokers.get(name));
    }

    private void look(BrokerMachine broker, BrokerNode node) {
        Seen known = seen(broker.nodeId());
        if (known.run != broker.runs()) {
            known.run = broker.runs();
            known.compared.clear();
            known.appended.clear();
            known.replicas.clear();
            known.image = null;
        }
        MetadataImage image = node.image();
        if (!image.equals(known.image)) {
            known.image = image;
            image.topics().values().forEach(this::look);
        }
        node.replicas().forEach(replica -> look(broker.nodeId(), node, known, replica));
        known.acknowledged.forEach(acknowledgement -> check(broker.nodeId(), known, acknowledgement));
        known.acknowledged.clear();
    }

    private void look(TopicImage topic) {
        for (PartitionImage partition : topic.partitions()) {
            truth(new Partition(topic.topicId(), topic.name(), partition.partition()))
                    .see(partition);
        }
    }

    private PartitionTruth truth(Partition partition) {
        return truths.computeIfAbsent(
                partition,
                key -> new PartitionTruth(
                        key,
                        plans.get(key.topic()).isUncleanAllowed(),
                        terms,
                        () -> workload.count("unclean elections")));
    }

    private static Partition partition(ReplicaStatus replica) {
        return new Partition(
                replica.topicId(),
                replica.topicPartition().topic(),
                replica.topicPartition().partition());
    }

    private void look(int nodeId, BrokerNode node, Seen known, ReplicaStatus replica) {
        Partition partition = partition(replica);
        ReplicaStatus before = known.replicas.put(partition, replica);
        if (replica.equals(before)) {
            return;
        }
        PartitionTruth truth = truth(partition);
        known.logEnds.merge(
                partition, replica.logEndOffset(), (last, now) -> known.isRecovering ? Math.max(last, now) : now);
        truth.see(nodeId, replica);
        compareAppended(nodeId, node, known, truth, replica);
        if (before != null && replica.leaderEpoch() < before.leaderEpoch()) {
            throw new BrokenPromise("leader epochs never go back", nodeId + ": " + before + " then " + replica);
        }
        if (truth.isUncleanAllowed()) {
            return;
        }
        // A follower takes over the high watermark of a leader that has just begun, which may be behind its own.
        boolean goesOn = before != null
                && before.isLeader()
                && replica.isLeader()
                && before.leaderEpoch() == replica.leaderEpoch();
        if (goesOn && replica.highWatermark() < before.highWatermark()) {
            throw new BrokenPromise("the high watermark never goes back", nodeId + ": " + before + " then " + replica);
        }
        compareCommitted(nodeId, node, known, truth, replica);
    }

    /** Looks at what is new below the high watermark. */
    private void compareCommitted(
            int nodeId, BrokerNode node, Seen known, PartitionTruth truth, ReplicaStatus replica) {
        long from = known.compared.getOrDefault(truth.partition(), 0L);
        if (replica.logEndOffset() < from) {
            throw new BrokenPromise(
                    "what is committed is not cut", nodeId + " had it up to " + from + " and has now " + replica);
        }
        if (replica.highWatermark() > from) {
            batches(node, replica, from, replica.highWatermark())
                    .forEach(batch -> truth.committed().see(batch, "broker " + nodeId));
            known.compared.put(truth.partition(), replica.highWatermark());
        }
    }

    /** Looks at what is new in the log; a log that was cut is looked at again from there. */
    private void compareAppended(int nodeId, BrokerNode node, Seen known, PartitionTruth truth, ReplicaStatus replica) {
        long from = Math.min(known.appended.getOrDefault(truth.partition(), 0L), replica.logEndOffset());
        batches(node, replica, from, replica.logEndOffset())
                .forEach(batch -> truth.appended().see(batch, "broker " + nodeId));
        known.appended.put(truth.partition(), replica.logEndOffset());
    }

    private static List<RecordBatch> batches(BrokerNode node, ReplicaStatus replica, long from, long end) {
        return from >= end
                ? List.of()
                : node.batches(replica.topicPartition(), from, end).stream()
                        .flatMap(bytes -> RecordBatch.split(bytes).stream())
                        .filter(batch -> batch.baseOffset() >= from)
                        .toList();
    }

    private void check(int nodeId, Seen leader, RecordsAcknowledged acknowledgement) {
        Partition partition = new Partition(
                Uuid.parse(acknowledgement.topicId()), acknowledgement.topic(), acknowledgement.partition());
        ReplicaStatus replica = leader.replicas.get(partition);
        PartitionTruth truth = truths.get(partition);
        if (acknowledgement.acks() != -1 || replica == null || truth == null || truth.isUncleanAllowed()) {
            return;
        }
        TreeSet<Integer> lacking = new TreeSet<>(replica.isr());
        lacking.removeIf(member -> endOffset(member, partition) > acknowledgement.lastOffset());
        if (!lacking.isEmpty() || truth.committed().endOffset() <= acknowledgement.lastOffset()) {
            throw new BrokenPromise(
                    "acks=all waits for replication",
                    "broker " + nodeId + " acknowledges " + acknowledgement + ", which " + lacking + " of the ISR "
                            + replica.isr() + " lack");
        }
        if (replica.isr().size() < plans.get(partition.topic()).minInsyncReplicas() && replica.isLeader()) {
            throw new BrokenPromise(
                    "acks=all needs min.insync.replicas",
                    "broker " + nodeId + " acknowledges " + acknowledgement + " with the ISR " + replica.isr());
        }
    }

    /** How far the broker's log has come as far as others can know, also where it is down or has lost its end. */
    private long endOffset(int nodeId, Partition partition) {
        return seen(nodeId).logEnds.getOrDefault(partition, -1L);
    }

    /** The broker loses what is not on its disk. Records that it had counted as acknowledged may be with others only. */
    void losesData(int nodeId) {
        seen(nodeId).isRecovering = true;
    }

    /** Everything is in sync again. */
    void allInSync() {
        seen.values().forEach(known -> known.isRecovering = false);
    }

    // ---- what clients are told

    void producerTold(Partition partition, long baseOffset, RecordBatch sent) {
        PartitionTruth truth = truth(partition);
        if (!truth.isUncleanAllowed()) {
            truth.committed().requireContent(baseOffset, sent);
        }
    }

    /**
     * Returns the newest leader epoch where that broker has begun it, else -1. What a broker answers is held against the
     * promises where this is the same before the question and after the answer: a leader that has not heard of the next
     * one says what it knows.
     */
    int newestEpochLedBy(int nodeId, Partition partition) {
        ReplicaStatus replica = seen(nodeId).replicas.get(partition);
        boolean isNewest = replica != null
                && replica.isLeader()
                && replica.leaderEpoch() == truth(partition).newestEpoch();
        return isNewest ? replica.leaderEpoch() : -1;
    }

    boolean isUncleanAllowed(Partition partition) {
        return truth(partition).isUncleanAllowed();
    }

    private boolean isBound(Partition partition, int nodeId, int epoch) {
        return !truth(partition).isUncleanAllowed() && epoch >= 0 && epoch == newestEpochLedBy(nodeId, partition);
    }

    /**
     * A producer is told that its next batch is out of order.
     *
     * @param epoch {@link #newestEpochLedBy} of the broker when it was asked
     */
    void producerRefused(Partition partition, int nodeId, int epoch, RecordBatch first) {
        if (isBound(partition, nodeId, epoch)) {
            throw new BrokenPromise(
                    "what is known of a producer survives",
                    partition + " refuses " + first + " though all before it is acknowledged");
        }
    }

    void consumed(Partition partition, long position, RecordBatch batch) {
        PartitionTruth truth = truth(partition);
        if (!truth.isUncleanAllowed()) {
            truth.committed().require(batch, "a consumer", "consumers see a prefix of one order");
            if (batch.baseOffset() > position) {
                throw new BrokenPromise(
                        "consumers see a prefix of one order",
                        partition + ": a consumer at " + position + " is given " + batch);
            }
        }
    }

    /**
     * A consumer is told that its position is not in the log.
     *
     * @param epoch {@link #newestEpochLedBy} of the broker when it was asked
     */
    void consumerCut(Partition partition, int nodeId, int epoch, long position, long to) {
        if (isBound(partition, nodeId, epoch)) {
            throw new BrokenPromise(
                    "consumers see a prefix of one order",
                    partition + ": a consumer at " + position + " is told that the log ends at " + to);
        }
    }

    // ---- at the end

    /** {@return the partitions that are there now, with their newest state, of the brokers' images} */
    Map<Partition, PartitionImage> present() {
        Map<Partition, PartitionImage> present = new TreeMap<>();
        world.broker(1)
                .node()
                .ifPresent(node -> node.image()
                        .topics()
                        .values()
                        .forEach(topic -> topic.partitions()
                                .forEach(each -> present.put(
                                        new Partition(topic.topicId(), topic.name(), each.partition()), each))));
        return present;
    }

    /** {@return whether there are partitions, and each one's newest leader counts all replicas as in sync} */
    boolean areAllInSync() {
        Map<Partition, PartitionImage> present = present();
        return !present.isEmpty()
                && present.keySet().stream()
                        .allMatch(partition -> truth(partition)
                                .state()
                                .filter(newest -> newest.hasLeader() && isFullyInSync(partition, newest))
                                .isPresent());
    }

    private boolean isFullyInSync(Partition partition, PartitionImage newest) {
        return newest.isr().size() == BrokerWorld.BROKERS
                && world.broker(newest.leader())
                        .node()
                        .flatMap(node -> node.replica(partition.topicPartition()))
                        .filter(leader -> leader.topicId().equals(partition.topicId())
                                && leader.leaderEpoch() == newest.leaderEpoch()
                                && leader.isr().size() == BrokerWorld.BROKERS)
                        .isPresent();
    }

    /** Compares whole logs, of topics with unclean elections too. */
    void checkReplicasAreEqual() {
        for (Partition partition : present().keySet()) {
            List<ByteBuffer> first = null;
            for (BrokerMachine broker : world.brokers()) {
                List<ByteBuffer> batches =
                        broker.node().orElseThrow().batches(partition.topicPartition(), 0, Long.MAX_VALUE);
                List<ByteBuffer> cut = new ArrayList<>();
                batches.forEach(bytes -> RecordBatch.split(bytes).forEach(batch -> cut.add(batch.bytes())));
                if (first != null && !first.equals(cut)) {
                    throw new BrokenPromise(
                            "after a heal all replicas are equal",
                            partition + " of broker " + broker.nodeId() + " differs from that of broker 1");
                }
                first = cut;
            }
        }
    }
}

package io.embeddedcluster.internal.kafka.simulation;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.simulated.NetworkConditions;
import io.embeddedcluster.internal.host.simulated.SimulatedWorld;
import io.embeddedcluster.internal.kafka.BrokerNode;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.replication.ReplicaStatus;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** One life of three brokers, their ensemble and their clients, decided by one seed: faults for a while, then a heal. */
final class BrokerSimulation {

    private static final Duration START = Duration.ofSeconds(5);
    private static final Duration CHAOS = Duration.ofMillis(1200);
    private static final Duration PEACE = Duration.ofSeconds(10);

    private final BrokerWorld brokers;
    private final Promises promises;
    private final Workload workload = new Workload();
    private final List<SimulatedProducer> producers = new ArrayList<>();
    private final List<SimulatedConsumer> consumers = new ArrayList<>();
    private final List<TopicPlan> topics;
    private SimulatedOperator operator;

    BrokerSimulation(long seed) {
        this(seed, new BrokerRules());
    }

    BrokerSimulation(long seed, BrokerRules rules) {
        SimulatedWorld unused = new SimulatedWorld(seed);
        RandomGenerator random = unused.randoms().stream("topics");
        topics = List.of(
                new TopicPlan("kept", 2, random.nextInt(4) == 0 ? 1 : 2, false, false),
                new TopicPlan("unclean", 1, 1, true, false),
                new TopicPlan("fleeting", 1, 2, false, true));
        promises = new Promises(topics, workload);
        brokers = new BrokerWorld(seed, promises, rules);
        promises.watch(brokers);
    }

    SimulatedWorld world() {
        return brokers.world();
    }

    Workload workload() {
        return workload;
    }

    void run() {
        brokers.start();
        addClients();
        await(this::isInSync, START, "start");
        FaultPlan faults = new FaultPlan(brokers, promises, workload, operator);
        faults.begin();
        world().runFor(CHAOS);
        faults.heal();
        world().network(NetworkConditions.GOOD);
        workload.quiet(true);
        await(this::isInSync, PEACE, "in sync after the heal");
        await(this::isDrained, PEACE, "every batch is acknowledged after the heal");
        workload.quiet(false);
        long before = acknowledged();
        await(() -> acknowledged() > before + 10, PEACE, "progress after the heal");
        workload.quiet(true);
        await(() -> isDrained() && isInSync() && isRead(), PEACE, "everything is read after the heal");
        promises.checkReplicasAreEqual();
    }

    private void addClients() {
        brokers.addClient(host -> operator = new SimulatedOperator(host, brokers.quorum()));
        brokers.addClient(host -> new SimulatedAdmin(client(host), workload, topics));
        addProducer(-1, true);
        addProducer(-1, true);
        addProducer(-1, false);
        addProducer(1, false);
        addProducer(0, false);
        for (int i = 0; i < 2; i++) {
            brokers.addClient(host -> consumers.add(new SimulatedConsumer(client(host), workload, promises)));
        }
    }

    private void addProducer(int acks, boolean isIdempotent) {
        brokers.addClient(host ->
                producers.add(new SimulatedProducer(client(host), workload, promises, (short) acks, isIdempotent)));
    }

    private static BrokerClient client(Host host) {
        return new BrokerClient(host, BrokerWorld.BROKERS);
    }

    private void await(BooleanSupplier condition, Duration limit, String what) {
        if (!world().runUntil(condition, limit)) {
            throw new BrokenPromise("within " + limit + " " + what, describe());
        }
    }

    private long acknowledged() {
        return workload.counts().getOrDefault("batches acknowledged", 0L);
    }

    private boolean isDrained() {
        return producers.stream().allMatch(SimulatedProducer::isDrained);
    }

    private boolean isInSync() {
        Map<Partition, PartitionImage> present = promises.present();
        return present.keySet().stream().map(Partition::topic).distinct().count() == topics.size()
                && present.entrySet().stream().allMatch(entry -> isInSync(entry.getKey(), entry.getValue()));
    }

    private boolean isInSync(Partition partition, PartitionImage state) {
        if (!state.hasLeader() || state.isr().size() < BrokerWorld.BROKERS) {
            return false;
        }
        long end = -1;
        for (BrokerMachine broker : brokers.brokers()) {
            ReplicaStatus replica = broker.node()
                    .filter(BrokerNode::isServing)
                    .flatMap(node -> node.replica(partition.topicPartition()))
                    .orElse(null);
            boolean isSettled = replica != null
                    && replica.topicId().equals(partition.topicId())
                    && replica.highWatermark() == replica.logEndOffset()
                    && (end < 0 || end == replica.logEndOffset());
            if (!isSettled && workload.isQuiet()) {
                return false;
            }
            end = replica == null ? -1 : replica.logEndOffset();
        }
        return true;
    }

    private boolean isRead() {
        return promises.present().keySet().stream()
                .allMatch(partition -> consumers.stream()
                        .allMatch(consumer -> consumer.position(partition)
                                == brokers.broker(1)
                                        .node()
                                        .flatMap(node -> node.replica(partition.topicPartition()))
                                        .map(ReplicaStatus::logEndOffset)
                                        .orElse(-2L)));
    }

    private String describe() {
        StringBuilder text = new StringBuilder("partitions " + promises.present());
        for (BrokerMachine broker : brokers.brokers()) {
            text.append("\nbroker ").append(broker.nodeId()).append(": ");
            broker.node()
                    .ifPresentOrElse(
                            node -> text.append("serving=" + node.isServing() + " controller=" + node.isController()
                                    + " " + node.replicas()),
                            () -> text.append("down"));
        }
        producers.forEach(each -> text.append("\nproducer drained=").append(each.isDrained()));
        return text.toString();
    }
}

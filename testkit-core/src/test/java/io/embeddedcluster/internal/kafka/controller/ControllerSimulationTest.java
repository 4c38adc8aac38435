package io.embeddedcluster.internal.kafka.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.fixture.SeedRange;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.simulated.SimulatedMachine;
import io.embeddedcluster.internal.host.simulated.SimulatedWorld;
import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import io.embeddedcluster.internal.kafka.metadata.BrokerRegistration;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import io.embeddedcluster.internal.kafka.znode.BrokerRegistrar;
import io.embeddedcluster.internal.kafka.znode.MetadataWatcher;
import io.embeddedcluster.internal.kafka.znode.PartitionStateStore;
import io.embeddedcluster.internal.kafka.znode.ZookeeperStore;
import io.embeddedcluster.internal.observer.NodeObserver;
import io.embeddedcluster.internal.zookeeper.QuorumServer;
import io.embeddedcluster.internal.zookeeper.client.ZkClientSpec;
import io.embeddedcluster.internal.zookeeper.config.QuorumSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goal: metadata and controller on a real ensemble, over links, in virtual time. Method: three quorum nodes, and three
 * brokers as far as metadata goes; nodes crash and come back in random order; in the end there must be one controller, all
 * partitions led, all images equal, and no leader epoch may ever have gone backwards. To replay: run {@code run(seed)}.
 * More seeds: {@code -Dtest.excludedGroups= -Dcontroller.seeds=15-5000}.
 */
final class ControllerSimulationTest {

    private static final int SEEDS = 15;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void clusterStartsAndFailsOverInFewMillisecondsOfItsOwn() {
        Cluster cluster = new Cluster(1);
        cluster.startAll();
        cluster.await("three brokers", cluster::isWhole);
        cluster.createTopic("orders", 6, 3);
        Broker leader = cluster.brokers.get(1);
        long before = cluster.world.clock().nanos();

        cluster.crash(NodeName.broker(1));
        cluster.await(
                "leaders without broker 1",
                () -> cluster.brokers.values().stream()
                        .allMatch(broker -> broker.topic().isFullyLed()
                                && broker.topic().partitions().stream()
                                        .noneMatch(partition -> partition.leader() == 1)));

        assertThat(leader).isNotNull();
        // The session timeout of 200 ms, at most a tick of 50 ms, and the controller's own work.
        assertThat(Duration.ofNanos(cluster.world.clock().nanos() - before)).isLessThan(Duration.ofMillis(350));
    }

    @Test
    void convergesWhateverCrashes() {
        for (long seed = 0; seed < SEEDS; seed++) {
            run(seed);
        }
    }

    @Test
    @Tag("soak")
    void convergesUnderManyMoreSeeds() {
        SeedRange.of("controller.seeds", SEEDS, 5_000).forEachInParallel(ControllerSimulationTest::run);
    }

    private static void run(long seed) {
        Cluster cluster = new Cluster(seed);
        Random random = new Random(seed);
        cluster.startAll();
        cluster.await("three brokers", cluster::isWhole);
        cluster.createTopic("orders", 6, 3);
        for (int step = 0; step < 15; step++) {
            int id = 1 + random.nextInt(3);
            NodeName victim = random.nextInt(3) == 0 ? NodeName.quorum(id) : NodeName.broker(id);
            if (cluster.machine(victim).isRunning()) {
                cluster.crash(victim);
            } else {
                cluster.start(victim);
            }
            cluster.rejoin();
            cluster.world.runFor(Duration.ofMillis(random.nextInt(300)));
        }
        cluster.startAll();
        cluster.await("seed " + seed, () -> {
            cluster.rejoin();
            return cluster.isWhole() && cluster.isAgreed();
        });
        assertThat(cluster.regressions).as("seed " + seed).isEmpty();
    }

    /** The nodes and what is known of them. */
    private static final class Cluster {

        private final SimulatedWorld world;
        private final List<NodeName> quorum =
                IntStream.rangeClosed(1, 3).mapToObj(NodeName::quorum).toList();
        private final SortedMap<Integer, Broker> brokers = new TreeMap<>();
        private final List<String> regressions = new ArrayList<>();

        Cluster(long seed) {
            world = new SimulatedWorld(seed);
            quorum.forEach(world::add);
            IntStream.rangeClosed(1, 3).mapToObj(NodeName::broker).forEach(world::add);
        }

        SimulatedMachine machine(NodeName name) {
            return world.machine(name);
        }

        void startAll() {
            for (int id = 1; id <= 3; id++) {
                for (NodeName name : List.of(NodeName.quorum(id), NodeName.broker(id))) {
                    if (!machine(name).isRunning()) {
                        start(name);
                    }
                }
            }
        }

        void start(NodeName name) {
            if (quorum.contains(name)) {
                machine(name).boot(host -> new QuorumServer(QuorumSpec.of(name, quorum), host).start());
            } else {
                int nodeId = Integer.parseInt(name.value().substring("broker-".length()));
                machine(name).boot(host -> brokers.put(nodeId, new Broker(host, nodeId, quorum, regressions)));
            }
        }

        void crash(NodeName name) {
            machine(name).crash();
            brokers.values().removeIf(broker -> broker.host.name().equals(name));
        }

        boolean isWhole() {
            return brokers.size() == 3
                    && brokers.values().stream()
                            .allMatch(broker -> broker.image().brokers().size() == 3
                                    && broker.registrar.isRegistered()
                                    && broker.image().hasController());
        }

        boolean isAgreed() {
            Collection<Broker> all = brokers.values();
            return all.stream().filter(broker -> broker.controller.isActive()).count() == 1
                    && all.stream().map(Broker::image).distinct().count() == 1
                    && all.stream()
                            .allMatch(broker -> broker.topic().partitions().stream()
                                    .allMatch(partition -> partition.isr().size() == 3
                                            && partition.leader()
                                                    == partition.replicas().get(0)));
        }

        void createTopic(String name, int partitions, int replicationFactor) {
            NewTopic topic = new NewTopic(name, partitions, replicationFactor, List.of(), List.of());
            List<String> answers = new ArrayList<>();
            brokers.values().stream()
                    .filter(broker -> broker.controller.isActive())
                    .findFirst()
                    .orElseThrow()
                    .controller
                    .topicAdmin()
                    .createTopics(
                            List.of(topic),
                            false,
                            Duration.ofSeconds(5),
                            results -> results.forEach(result ->
                                    answers.add(result.fold(created -> "created", NewTopicResult.Refused::toString))));
            await("topic", () -> !answers.isEmpty());
            assertThat(answers).containsExactly("created");
            await(
                    "topic on all brokers",
                    () -> brokers.values().stream()
                            .allMatch(broker -> broker.image()
                                    .topic(name)
                                    .map(TopicImage::isFullyLed)
                                    .orElse(false)));
        }

        /** Leaders take every living replica back, as they do when it has caught up. */
        void rejoin() {
            brokers.values().forEach(Broker::rejoin);
        }

        void await(String what, BooleanSupplier condition) {
            assertThat(world.runUntil(condition, PATIENCE)).as(what).isTrue();
        }
    }

    /** One broker, as far as metadata goes. */
    private static final class Broker {

        private final Host host;
        private final int nodeId;
        private final MetadataWatcher watcher;
        private final BrokerRegistrar registrar;
        private final PartitionStateStore states;
        private final Controller controller;
        private final Map<TopicPartition, Integer> writing = new TreeMap<>();

        Broker(Host host, int nodeId, List<NodeName> quorum, List<String> regressions) {
            this.host = host;
            this.nodeId = nodeId;
            BrokerConfig config = BrokerConfig.DEFAULTS;
            ZookeeperStore tree =
                    new ZookeeperStore(host, ZkClientSpec.ofNodes(quorum, config.zookeeperSessionTimeout()));
            watcher = new MetadataWatcher(host, tree);
            registrar = new BrokerRegistrar(
                    host, tree, watcher, BrokerRegistration.of(nodeId, "127.0.0.1", 9000 + nodeId, null), "c");
            states = new PartitionStateStore(tree, watcher::image, new BrokerRules());
            controller = new Controller(
                    host,
                    tree,
                    watcher,
                    registrar,
                    config,
                    new BrokerRules(),
                    nodeId,
                    new NodeObserver(host, List.of()));
            watcher.listen((before, after) -> before.topics()
                    .values()
                    .forEach(topic -> topic.partitions()
                            .forEach(was -> after.partition(new TopicPartition(topic.name(), was.partition()))
                                    .filter(now -> now.leaderEpoch() < was.leaderEpoch())
                                    .ifPresent(now -> regressions.add(was + " -> " + now)))));
            tree.start();
        }

        MetadataImage image() {
            return watcher.image();
        }

        TopicImage topic() {
            return image().topic("orders").orElseThrow();
        }

        void rejoin() {
            image().topic("orders")
                    .ifPresent(topic -> topic.partitions().forEach(partition -> {
                        TopicPartition id = new TopicPartition("orders", partition.partition());
                        List<Integer> isr = partition.replicas().stream()
                                .filter(replica ->
                                        partition.isr().contains(replica) || image().isEligibleForIsr(replica))
                                .toList();
                        boolean isWorthIt = partition.leader() == nodeId
                                && isr.size() > partition.isr().size();
                        if (isWorthIt && writing.putIfAbsent(id, partition.zkVersion()) == null) {
                            states.alterIsr(id, partition, isr, unused -> writing.remove(id));
                        }
                    }));
        }
    }
}

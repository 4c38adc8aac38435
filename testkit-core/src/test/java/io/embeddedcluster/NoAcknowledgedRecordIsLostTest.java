package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.fault.Fault;
import io.embeddedcluster.fixture.KeyedLoad;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

/**
 * Goal: what a producer was told is safe is there, once and in order, whatever ends or cuts off the leader.
 *
 * <p>Method: a real idempotent acks=all producer sends keyed records to a topic with three replicas; ten times a leader is
 * taken away in the middle and given back; then a real consumer reads everything, and the cluster is checked from inside.
 */
class NoAcknowledgedRecordIsLostTest {

    private static final String TOPIC = "orders";
    private static final int PARTITIONS = 3;
    private static final int ROUNDS = 10;
    private static final int RECORDS = 100_000;

    /** How leaders go and come back. */
    private interface Disturbance {

        void takeAway(Cluster cluster, Broker leader);

        void giveBack(Cluster cluster, Broker leader);
    }

    @Test
    void throughTenKillsOfLeaders() throws Exception {
        run(Map.of(), new Disturbance() {
            @Override
            public void takeAway(Cluster cluster, Broker leader) {
                leader.kill();
            }

            @Override
            public void giveBack(Cluster cluster, Broker leader) {
                leader.start();
            }
        });
    }

    @Test
    void throughTenOrderlyShutdownsOfLeaders() throws Exception {
        run(Map.of(), new Disturbance() {
            @Override
            public void takeAway(Cluster cluster, Broker leader) {
                leader.shutdown();
            }

            @Override
            public void giveBack(Cluster cluster, Broker leader) {
                leader.start();
            }
        });
    }

    @Test
    void throughTenPausesOfLeadersLongerThanTheirSession() throws Exception {
        // A paused broker answers nothing: how soon a client turns to another is the client's own request timeout.
        run(shortRequestTimeout(), new Disturbance() {
            @Override
            public void takeAway(Cluster cluster, Broker leader) {
                leader.pause();
            }

            @Override
            public void giveBack(Cluster cluster, Broker leader) {
                leader.resume();
            }
        });
    }

    @Test
    void throughTenSplitsOfLeadersFromAllButTheirClients() throws Exception {
        Map<Broker, Fault> splits = new HashMap<>();
        run(shortRequestTimeout(), new Disturbance() {
            @Override
            public void takeAway(Cluster cluster, Broker leader) {
                splits.put(leader, cluster.faults().isolate(leader));
            }

            @Override
            public void giveBack(Cluster cluster, Broker leader) {
                Fault split = Objects.requireNonNull(splits.remove(leader));
                assertThat(split.timesFired()).isPositive();
                split.close();
            }
        });
    }

    private static Map<String, Object> shortRequestTimeout() {
        return Map.of(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 1_000);
    }

    private static void run(Map<String, Object> producerProperties, Disturbance disturbance) throws Exception {
        TopicSpec topic = TopicSpec.of(TOPIC, PARTITIONS, 3).withConfig("min.insync.replicas", "2");
        Map<Broker, Integer> disturbed = new HashMap<>();
        try (Cluster cluster =
                        Cluster.builder().brokers(3).quorum(3).topic(topic).start();
                KeyedLoad load = new KeyedLoad(TOPIC, PARTITIONS, cluster.clientProperties(), producerProperties)) {
            int[] highestEpochs = new int[PARTITIONS];
            for (int round = 0; round < ROUNDS; round++) {
                Broker leader = leastDisturbedLeader(cluster, disturbed);
                int before = load.acknowledgedCount();
                CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                    load.send(RECORDS / ROUNDS);
                    load.flush();
                });
                cluster.await()
                        .until("some of this round is acknowledged", () -> load.acknowledgedCount() > before + 100);

                disturbance.takeAway(cluster, leader);
                disturbed.merge(leader, 1, Integer::sum);
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    cluster.await().leaderOf(TOPIC, partition).isNot(leader);
                }
                disturbance.giveBack(cluster, leader);
                cluster.await()
                        .topic(TOPIC)
                        .matches(
                                "has all replicas in sync",
                                view -> view.partitions().stream()
                                        .allMatch(partition -> partition.isr().size() == 3));
                await(sending);
                assertLeaderEpochsRise(cluster, highestEpochs);
            }

            cluster.await().topic(TOPIC).isFullyInSync();
            load.assertEachRecordIsReadOnceInOrder();
            cluster.check();
            assertThat(disturbed)
                    .hasSize(3)
                    .allSatisfy((broker, times) -> assertThat(times)
                            .as("times that " + broker + " was disturbed")
                            .isGreaterThanOrEqualTo(2));
        }
    }

    private static Broker leastDisturbedLeader(Cluster cluster, Map<Broker, Integer> disturbed) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            cluster.await().leaderOf(TOPIC, partition).exists();
        }
        return cluster.topic(TOPIC).partitions().stream()
                .map(partition -> cluster.broker(partition.leader().orElseThrow()))
                .min(Comparator.comparing(broker -> disturbed.getOrDefault(broker, 0)))
                .orElseThrow();
    }

    private static void assertLeaderEpochsRise(Cluster cluster, int[] highestEpochs) {
        for (PartitionView partition : cluster.topic(TOPIC).partitions()) {
            assertThat(partition.leaderEpoch())
                    .as("leader epoch of partition " + partition.partition())
                    .isGreaterThanOrEqualTo(highestEpochs[partition.partition()]);
            highestEpochs[partition.partition()] = partition.leaderEpoch();
        }
    }

    private static void await(CompletableFuture<Void> sending)
            throws InterruptedException, ExecutionException, TimeoutException {
        sending.get(Duration.ofSeconds(90).toSeconds(), TimeUnit.SECONDS);
    }
}

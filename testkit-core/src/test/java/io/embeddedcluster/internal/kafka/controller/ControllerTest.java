package io.embeddedcluster.internal.kafka.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.znode.FakeBroker;
import io.embeddedcluster.internal.kafka.znode.FakeEnsemble;
import io.embeddedcluster.internal.kafka.znode.FakeLoop;
import io.embeddedcluster.internal.kafka.znode.ZnodeChange;
import io.embeddedcluster.internal.kafka.znode.ZnodeJson;
import io.embeddedcluster.internal.kafka.znode.ZnodePaths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three brokers, as far as metadata goes, on a tree in memory with a latency of 1 ms each way; virtual time. */
final class ControllerTest {

    private static final Duration SOON = Duration.ofMillis(100);

    private final FakeLoop loop = new FakeLoop();
    private final FakeEnsemble ensemble = new FakeEnsemble(loop);
    private final SortedMap<Integer, FakeBroker> brokers = new TreeMap<>();
    private final List<FakeBroker> all = new ArrayList<>();

    @AfterEach
    void noLeaderEpochEverWentBackwards() {
        assertThat(all).allSatisfy(broker -> assertThat(broker.regressions()).isEmpty());
    }

    @Test
    void oneBrokerBecomesTheController() {
        start(1, 2, 3);

        FakeBroker controller = controller();
        assertThat(brokers.values()).filteredOn(b -> b.controller().isActive()).hasSize(1);
        assertThat(controller.controller().epoch()).isEqualTo(1);
        assertThat(brokers.values()).allSatisfy(broker -> {
            assertThat(broker.image().controllerId()).isEqualTo(controller.nodeId());
            assertThat(broker.image().controllerEpoch()).isEqualTo(1);
            assertThat(broker.image().brokers()).containsOnlyKeys(1, 2, 3);
            assertThat(broker.image().clusterId()).isEqualTo("cluster-a");
        });
        assertThat(ensemble.text("/controller")).contains("\"brokerid\":" + controller.nodeId());
        assertThat(ensemble.text("/controller_epoch")).isEqualTo("1");
    }

    @Test
    void anotherOneTakesOverWithAHigherEpoch() {
        start(1, 2, 3);
        FakeBroker first = controller();

        kill(first.nodeId());
        loop.run(SOON);

        assertThat(controller().nodeId()).isNotEqualTo(first.nodeId());
        assertThat(controller().controller().epoch()).isEqualTo(2);
        assertThat(ensemble.text("/controller_epoch")).isEqualTo("2");
    }

    @Test
    void attemptThatWinsAfterTheBrokerRetiredIsNotTakenUp() {
        start(1, 2);
        FakeBroker last = broker(controller().nodeId() % 2 + 1);
        last.tree().holdWrites();
        kill(controller().nodeId());
        loop.run(SOON);

        List<String> events = new ArrayList<>();
        last.controller().retire(() -> events.add("retired"));
        last.tree().releaseWrites();
        loop.run(SOON);

        assertThat(events).containsExactly("retired");
        assertThat(ensemble.text("/controller")).contains("\"brokerid\":" + last.nodeId());
        assertThat(last.controller().isActive()).isFalse();
        assertThat(last.controller().epoch()).isEqualTo(-1);
    }

    /** As where a lone broker was killed and is back before its former session is over. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 50})
    void brokerStandsForElectionWheneverTheControllerZnodeOfItsFormerSessionGoes(int afterMillis) {
        ensemble.change(ZnodeChange.create(ZnodePaths.CONTROLLER, ZnodeJson.controller(1, 0)));
        FakeBroker broker = new FakeBroker(loop, ensemble, 1, Map.of());
        brokers.put(1, broker);
        all.add(broker);

        loop.run(Duration.ofMillis(afterMillis));
        ensemble.change(ZnodeChange.delete(ZnodePaths.CONTROLLER, ZnodeChange.ANY_VERSION));
        loop.run(SOON);

        assertThat(broker.controller().isActive()).isTrue();
    }

    @Test
    void deadLeaderIsReplacedFromTheIsr() {
        start(1, 2, 3);
        createTopic("orders", Map.of(0, List.of(1, 2, 3), 1, List.of(2, 3, 1), 2, List.of(3, 1, 2)));

        kill(2);
        loop.run(SOON);

        assertThat(anyBroker().partition("orders", 1)).satisfies(partition -> {
            assertThat(partition.leader()).isEqualTo(3);
            assertThat(partition.leaderEpoch()).isEqualTo(1);
            assertThat(partition.isr()).containsExactly(3, 1);
        });
        assertThat(anyBroker().partition("orders", 0)).satisfies(partition -> {
            assertThat(partition.leader()).isEqualTo(1);
            assertThat(partition.leaderEpoch()).isZero();
            assertThat(partition.isr()).containsExactly(1, 3);
        });
    }

    @Test
    void deathOfALeaderOfAHundredPartitionsTakesOneWriteAndFewRoundTrips() {
        start(1, 2, 3);
        Map<Integer, List<Integer>> replicas = new TreeMap<>();
        int controllerId = controller().nodeId();
        int victim = controllerId % 3 + 1;
        int other = victim % 3 + 1;
        for (int partition = 0; partition < 100; partition++) {
            replicas.put(partition, List.of(victim, other, controllerId));
        }
        createTopic("wide", replicas);
        ensemble.takeWriteCount();

        kill(victim);
        loop.run(Duration.ofMillis(3)); // event, write: 1 ms each way

        assertThat(ensemble.takeWriteCount()).isEqualTo(1);
        assertThat(ensemble.text("/brokers/topics/wide/partitions/99/state")).contains("\"leader\":" + other);
        loop.run(SOON);
        assertThat(anyBroker().image().topic("wide").orElseThrow().isFullyLed()).isTrue();
        assertThat(ensemble.takeWriteCount()).isZero();
    }

    @Test
    void partitionWithItsWholeIsrDeadWaitsForOneToReturn() {
        start(1, 2, 3);
        createTopic("orders", Map.of(0, List.of(1, 2)));
        broker(1).alterIsr("orders", 0, List.of(1));
        loop.run(SOON);

        kill(1);
        loop.run(SOON);
        assertThat(anyBroker().partition("orders", 0)).satisfies(partition -> {
            assertThat(partition.leader()).isEqualTo(PartitionImage.NO_LEADER);
            assertThat(partition.leaderEpoch()).isEqualTo(1);
            assertThat(partition.isr()).containsExactly(1);
        });

        start(1);
        assertThat(anyBroker().partition("orders", 0)).satisfies(partition -> {
            assertThat(partition.leader()).isEqualTo(1);
            assertThat(partition.leaderEpoch()).isEqualTo(2);
            assertThat(partition.isr()).containsExactly(1);
        });
    }

    @Test
    void uncleanElectionWhereTheTopicAllowsIt() {
        start(1, 2, 3);
        createTopic("orders", Map.of(0, List.of(1, 2)), Map.of("unclean.leader.election.enable", "true"));
        broker(1).alterIsr("orders", 0, List.of(1));
        loop.run(SOON);

        kill(1);
        loop.run(SOON);

        assertThat(anyBroker().partition("orders", 0).leader()).isEqualTo(2);
        assertThat(anyBroker().partition("orders", 0).isr()).containsExactly(2);
    }

    @Test
    void preferredLeaderComesBackAsSoonAsItIsInSync() {
        start(1, 2, 3);
        createTopic("orders", Map.of(0, List.of(1, 2, 3)));
        kill(1);
        loop.run(SOON);
        start(1);
        assertThat(anyBroker().partition("orders", 0).leader()).isEqualTo(2);

        broker(2).alterIsr("orders", 0, List.of(2, 3, 1));
        loop.run(SOON);

        assertThat(anyBroker().partition("orders", 0)).satisfies(partition -> {
            assertThat(partition.leader()).isEqualTo(1);
            assertThat(partition.leaderEpoch()).isEqualTo(2);
            assertThat(partition.isr()).containsExactly(2, 3, 1);
        });
    }

    @Test
    void brokerThatRestartedUnseenLeavesTheIsr() {
        start(1, 2, 3);
        createTopic("orders", Map.of(0, List.of(1, 2, 3)));
        int controllerId = controller().nodeId();
        int victim = controllerId == 2 ? 3 : 2;
        // Both the death and the return happen between two looks of the controller.
        broker(controllerId).tree().disconnect();

        kill(victim);
        start(victim);
        broker(controllerId).tree().reconnect();
        loop.run(SOON);

        assertThat(anyBroker().partition("orders", 0).isr()).doesNotContain(victim);
    }

    @Test
    void staleControllerIsFenced() {
        start(1, 2, 3);
        FakeBroker stale = controller();
        int staleId = stale.nodeId();
        int first = staleId % 3 + 1;
        int second = first % 3 + 1;
        createTopic("orders", Map.of(0, List.of(first, second)));

        // It decides to elect a leader, is paused before the write leaves it, loses its session, and writes then.
        stale.tree().holdWrites();
        kill(first);
        loop.run(SOON);
        assertThat(ensemble.text("/brokers/topics/orders/partitions/0/state")).contains("\"leader\":" + first);
        stale.tree().disconnect();
        stale.tree().expire();
        loop.run(SOON);
        assertThat(broker(second).controller().isActive()).isTrue();
        String elected = ensemble.text("/brokers/topics/orders/partitions/0/state");
        assertThat(elected).contains("\"leader\":" + second).contains("\"controller_epoch\":2");
        stale.tree().releaseWrites();
        loop.run(SOON);

        assertThat(ensemble.text("/brokers/topics/orders/partitions/0/state")).isEqualTo(elected);
    }

    @Test
    void controllerWhoseEpochWasRaisedResignsAtItsNextWrite() {
        start(1, 2, 3);
        FakeBroker first = controller();
        createTopic("orders", Map.of(0, List.of(1, 2, 3)));
        // Another controller has taken over, and this one has not heard of it yet: only the version tells.
        ensemble.change(ZnodeChange.put(ZnodePaths.CONTROLLER_EPOCH, "7", ZnodeChange.ANY_VERSION));

        kill(first.nodeId() % 3 + 1);
        loop.run(SOON);

        assertThat(first.host().events()).anyMatch(event -> event.contains("reason=fenced"));
        String state = ensemble.text("/brokers/topics/orders/partitions/0/state");
        assertThat(state).doesNotContain("\"controller_epoch\":1,\"leader\":" + (first.nodeId() % 3 + 2));
    }

    @Test
    void controllerElectedWithALostAnswerKnowsIt() {
        start(1);
        FakeBroker broker = broker(1);
        broker.tree().loseNextReply();
        ensemble.change(ZnodeChange.delete(ZnodePaths.CONTROLLER, ZnodeChange.ANY_VERSION));
        loop.run(SOON);
        assertThat(broker.tree().isConnected()).isFalse();

        broker.tree().reconnect();
        loop.run(SOON);

        assertThat(broker.controller().isActive()).isTrue();
        assertThat(broker.controller().epoch()).isEqualTo(2);
    }

    @Test
    void electionWithALostAnswerIsFinishedAfterReconnect() {
        start(1, 2, 3);
        FakeBroker controller = controller();
        int victim = controller.nodeId() % 3 + 1;
        int other = victim % 3 + 1;
        createTopic("orders", Map.of(0, List.of(victim, other), 1, List.of(victim, other)));
        controller.tree().loseNextReply();

        kill(victim);
        loop.run(SOON);
        assertThat(controller.tree().isConnected()).isFalse();
        controller.tree().reconnect();
        loop.run(SOON);

        assertThat(controller.partition("orders", 0).leader()).isEqualTo(other);
        assertThat(controller.partition("orders", 0).leaderEpoch()).isEqualTo(1);
        assertThat(controller.controller().isActive()).isTrue();
    }

    @Test
    void electionGoesOnAfterAConnectionLostBeforeTheWrite() {
        start(1, 2, 3);
        FakeBroker controller = controller();
        int victim = controller.nodeId() % 3 + 1;
        int other = victim % 3 + 1;
        createTopic("orders", Map.of(0, List.of(victim, other)));
        controller.tree().disconnect();

        kill(victim);
        loop.run(SOON);
        controller.tree().reconnect();
        loop.run(SOON);

        assertThat(controller.partition("orders", 0).leader()).isEqualTo(other);
    }

    @Test
    void controllerWhoseSessionExpiredComesBackAsABroker() {
        start(1, 2, 3);
        FakeBroker first = controller();
        createTopic("orders", Map.of(0, List.of(first.nodeId(), first.nodeId() % 3 + 1)));
        first.tree().disconnect();
        first.tree().expire();
        loop.run(SOON);
        long oldEpoch = first.image().broker(first.nodeId()).orElseThrow().brokerEpoch();

        first.tree().reconnect();
        loop.run(SOON);

        assertThat(first.controller().isActive()).isFalse();
        assertThat(first.image().broker(first.nodeId()).orElseThrow().brokerEpoch())
                .isGreaterThan(oldEpoch);
        assertThat(first.partition("orders", 0).leader()).isEqualTo(first.nodeId() % 3 + 1);
        assertThat(controller().controller().epoch()).isEqualTo(2);
    }

    @Test
    void wholeClusterReturns() {
        start(1, 2, 3);
        createTopic("orders", Map.of(0, List.of(1, 2, 3), 1, List.of(2, 3, 1), 2, List.of(3, 1, 2)));
        kill(1);
        kill(2);
        kill(3);
        loop.run(SOON);

        start(1, 2, 3);
        loop.run(SOON);

        assertThat(anyBroker().image().topic("orders").orElseThrow().isFullyLed())
                .isTrue();
        assertThat(anyBroker().image().topic("orders").orElseThrow().partitions())
                .allSatisfy(partition -> assertThat(partition.leaderEpoch()).isPositive());
    }

    @Test
    void orderlyStopHandsLeadershipsOverFirst() {
        start(1, 2, 3);
        createTopic("orders", Map.of(0, List.of(1, 2, 3), 1, List.of(2, 3, 1), 2, List.of(3, 1, 2)));
        for (int leaving : new int[] {controller().nodeId(), controller().nodeId() % 3 + 1}) {
            List<String> seen = new ArrayList<>();
            FakeBroker broker = broker(leaving);
            brokers.remove(leaving);
            broker.shutdown(() -> seen.add(ensemble.text("/brokers/topics/orders/partitions/0/state")));
            loop.run(SOON);

            assertThat(seen).hasSize(1);
            assertThat(anyBroker().image().brokers()).doesNotContainKey(leaving);
            assertThat(anyBroker().image().topic("orders").orElseThrow().partitions())
                    .allSatisfy(partition -> {
                        assertThat(partition.leader()).isPositive().isNotEqualTo(leaving);
                        assertThat(partition.isr()).doesNotContain(leaving);
                    });
            assertThat(controller()).isNotNull();
        }
        assertThat(ensemble.exists("/controller")).isTrue();
    }

    @Test
    void lastBrokerStopsAtOnce() {
        start(1);
        createTopic("orders", Map.of(0, List.of(1)));
        List<String> done = new ArrayList<>();

        broker(1).shutdown(() -> done.add("done"));
        loop.run(SOON);

        assertThat(done).containsExactly("done");
        assertThat(ensemble.exists("/brokers/ids/1")).isFalse();
        assertThat(ensemble.exists("/controller")).isFalse();
        assertThat(ensemble.text("/brokers/topics/orders/partitions/0/state")).contains("\"leader\":1");
    }

    @Test
    void topicOfAnOldToolGetsAnIdAndLeaders() {
        start(1, 2, 3);

        ensemble.change(
                ZnodeChange.create("/brokers/topics/old", "{\"version\":1,\"partitions\":{\"0\":[3,1],\"1\":[1]}}"));
        loop.run(SOON);

        assertThat(anyBroker().image().topic("old")).hasValueSatisfying(topic -> {
            assertThat(topic.topicId()).isNotEqualTo(Uuid.ZERO);
            assertThat(topic.isFullyLed()).isTrue();
        });
        assertThat(anyBroker().partition("old", 0).leader()).isEqualTo(3);
        assertThat(ensemble.text("/brokers/topics/old")).contains("\"topic_id\"");
    }

    @Test
    void halfMadeTopicIsFinished() {
        start(1, 2, 3);

        ensemble.change(
                ZnodeChange.create("/brokers/topics/half", "{\"version\":1,\"partitions\":{\"0\":[1],\"1\":[2]}}"),
                ZnodeChange.create("/brokers/topics/half/partitions", ""),
                ZnodeChange.create("/brokers/topics/half/partitions/1", ""));
        loop.run(Duration.ofMillis(500));

        assertThat(anyBroker().image().topic("half").orElseThrow().isFullyLed()).isTrue();
    }

    @Test
    void topicWaitsForABrokerThatHasAReplica() {
        start(1, 2);
        ensemble.change(ZnodeChange.create("/brokers/topics/late", "{\"version\":1,\"partitions\":{\"0\":[3]}}"));
        loop.run(SOON);
        assertThat(anyBroker().partition("late", 0).hasState()).isFalse();

        start(3);

        assertThat(anyBroker().partition("late", 0).leader()).isEqualTo(3);
    }

    @Test
    void conflictWithALeadersOwnWriteIsResolved() {
        start(1, 2, 3);
        int controllerId = controller().nodeId();
        int victim = controllerId % 3 + 1;
        int other = victim % 3 + 1;
        createTopic("orders", Map.of(0, List.of(controllerId, victim, other), 1, List.of(victim, controllerId, other)));

        kill(victim);
        // The leader shrinks the ISR by its own write, in the same moment.
        broker(controllerId).alterIsr("orders", 0, List.of(controllerId, other));
        loop.run(SOON);

        assertThat(anyBroker().partition("orders", 0).isr()).containsExactly(controllerId, other);
        assertThat(anyBroker().partition("orders", 1).leader()).isEqualTo(controllerId);
    }

    @Test
    void deletionBegunByOneControllerIsFinishedByTheNext() {
        start(1, 2, 3);
        createTopic("orders", Map.of(0, List.of(1, 2, 3)));
        FakeBroker first = controller();
        first.tree().holdWrites();

        ensemble.change(ZnodeChange.create("/admin/delete_topics/orders", ""));
        loop.run(SOON);
        assertThat(ensemble.exists("/brokers/topics/orders")).isTrue();
        kill(first.nodeId());
        loop.run(SOON);

        assertThat(ensemble.exists("/brokers/topics/orders")).isFalse();
        assertThat(ensemble.exists("/config/topics/orders")).isFalse();
        assertThat(ensemble.exists("/admin/delete_topics/orders")).isFalse();
        assertThat(anyBroker().image().topics()).isEmpty();
    }

    @Test
    void markOfATopicThatDoesNotExistIsTakenAway() {
        start(1);

        ensemble.change(ZnodeChange.create("/admin/delete_topics/nothing", ""));
        loop.run(SOON);

        assertThat(ensemble.exists("/admin/delete_topics/nothing")).isFalse();
    }

    /** Brokers die, return and lose connections at random; in the end every partition is led by an in-sync, living broker. */
    @Test
    void convergesAfterRandomDisturbance() {
        for (int seed = 0; seed < 30; seed++) {
            new Disturbance(seed).run();
        }
    }

    private void start(int... nodeIds) {
        for (int nodeId : nodeIds) {
            FakeBroker broker = new FakeBroker(loop, ensemble, nodeId, Map.of());
            brokers.put(nodeId, broker);
            all.add(broker);
        }
        loop.run(SOON);
    }

    private void kill(int nodeId) {
        broker(nodeId).kill();
        brokers.remove(nodeId);
    }

    private FakeBroker controller() {
        return brokers.values().stream()
                .filter(broker -> broker.controller().isActive())
                .findFirst()
                .orElseThrow();
    }

    private FakeBroker broker(int nodeId) {
        return Objects.requireNonNull(brokers.get(nodeId));
    }

    private FakeBroker anyBroker() {
        return broker(brokers.lastKey());
    }

    private void createTopic(String name, Map<Integer, List<Integer>> replicas) {
        createTopic(name, replicas, Map.of());
    }

    private void createTopic(String name, Map<Integer, List<Integer>> replicas, Map<String, String> config) {
        NewTopic topic = new NewTopic(
                name,
                NewTopic.DEFAULT,
                NewTopic.DEFAULT,
                new TreeMap<>(replicas)
                        .entrySet().stream()
                                .map(each -> new NewTopic.Assignment(each.getKey(), each.getValue()))
                                .toList(),
                config.entrySet().stream()
                        .map(each -> new NewTopic.Setting(each.getKey(), each.getValue()))
                        .toList());
        List<String> answers = new ArrayList<>();
        controller()
                .controller()
                .topicAdmin()
                .createTopics(
                        List.of(topic),
                        false,
                        Duration.ofSeconds(60),
                        results -> results.forEach(result ->
                                answers.add(result.fold(created -> "created", NewTopicResult.Refused::toString))));
        loop.run(SOON);
        assertThat(answers).containsExactly("created");
    }

    /** One seed of random events. */
    private static final class Disturbance {

        private final Random random;
        private final ControllerTest cluster = new ControllerTest();

        Disturbance(int seed) {
            random = new Random(seed);
        }

        void run() {
            cluster.start(1, 2, 3);
            cluster.createTopic(
                    "t", Map.of(0, List.of(1, 2, 3), 1, List.of(2, 3, 1), 2, List.of(3, 1, 2), 3, List.of(1, 3, 2)));
            for (int step = 0; step < 40; step++) {
                disturb(1 + random.nextInt(3));
                joinIsrs();
                cluster.loop.run(Duration.ofMillis(random.nextInt(12)));
            }
            for (int nodeId = 1; nodeId <= 3; nodeId++) {
                if (!cluster.brokers.containsKey(nodeId)) {
                    cluster.start(nodeId);
                }
                cluster.broker(nodeId).tree().heal();
            }
            cluster.loop.run(SOON);
            cluster.brokers.values().forEach(broker -> broker.tree().heal()); // of a break that was on its way
            cluster.loop.run(Duration.ofSeconds(1));
            check(cluster.brokers.values());
            cluster.noLeaderEpochEverWentBackwards();
        }

        private void disturb(int nodeId) {
            FakeBroker broker = cluster.brokers.get(nodeId);
            if (broker == null) {
                FakeBroker fresh = new FakeBroker(cluster.loop, cluster.ensemble, nodeId, Map.of());
                cluster.brokers.put(nodeId, fresh);
                cluster.all.add(fresh);
                return;
            }
            switch (random.nextInt(6)) {
                case 0 -> cluster.kill(nodeId);
                case 1 -> {
                    if (broker.tree().isConnected()) {
                        broker.tree().disconnect();
                    } else {
                        broker.tree().reconnect();
                    }
                }
                case 2 -> broker.tree().loseNextReply();
                case 3 -> {
                    if (!broker.tree().isConnected()) {
                        broker.tree().expire();
                    }
                }
                default -> {
                    if (!broker.tree().isConnected()) {
                        broker.tree().reconnect();
                    }
                }
            }
        }

        /** Leaders take every living replica back, as they do when it has caught up. */
        private void joinIsrs() {
            cluster.brokers
                    .values()
                    .forEach(broker -> broker.image()
                            .topic("t")
                            .ifPresent(topic -> topic.partitions().stream()
                                    .filter(partition -> partition.leader() == broker.nodeId())
                                    .forEach(partition -> {
                                        List<Integer> isr = partition.replicas().stream()
                                                .filter(id -> id == broker.nodeId()
                                                        || broker.image().isEligibleForIsr(id))
                                                .toList();
                                        if (!isr.equals(partition.isr())) {
                                            broker.alterIsr("t", partition.partition(), isr);
                                        }
                                    })));
        }

        private static void check(Collection<FakeBroker> brokers) {
            assertThat(brokers)
                    .filteredOn(broker -> broker.controller().isActive())
                    .hasSize(1);
            assertThat(brokers).allSatisfy(broker -> {
                assertThat(broker.image().brokers()).containsOnlyKeys(1, 2, 3);
                assertThat(broker.image().topic("t").orElseThrow().partitions()).allSatisfy(partition -> {
                    assertThat(partition.isr()).contains(partition.leader());
                    assertThat(partition.leader()).isPositive();
                });
            });
            assertThat(brokers.stream().map(FakeBroker::image).distinct()).hasSize(1);
        }
    }
}

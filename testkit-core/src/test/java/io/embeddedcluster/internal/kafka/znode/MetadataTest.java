package io.embeddedcluster.internal.kafka.znode;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.znode.PartitionStateStore.IsrChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every broker reads and writes, on a tree in memory with a latency of 1 ms each way; virtual time. */
final class MetadataTest {

    private static final Duration SOON = Duration.ofMillis(100);
    private static final String TOPIC =
            "{\"version\":3,\"topic_id\":\"tGn2Pm_rTSSzHhLvoXzN_w\",\"partitions\":{\"0\":[1,2]}}";
    private static final String STATE = ZnodePaths.state(new TopicPartition("orders", 0));

    private final FakeLoop loop = new FakeLoop();
    private final FakeEnsemble ensemble = new FakeEnsemble(loop);

    // ---------------------------------------------------------------------------------------------- registration

    @Test
    void firstBrokerLaysWhatKafkaExpects() {
        start(1);

        assertThat(List.of(
                        "/consumers",
                        "/brokers/ids",
                        "/brokers/topics",
                        "/brokers/seqid",
                        "/config/changes",
                        "/config/topics",
                        "/config/clients",
                        "/config/users",
                        "/config/brokers",
                        "/config/ips",
                        "/admin/delete_topics",
                        "/isr_change_notification",
                        "/latest_producer_id_block",
                        "/log_dir_event_notification",
                        "/cluster/id",
                        "/feature"))
                .allMatch(ensemble::exists);
        assertThat(ensemble.text("/cluster/id")).isEqualTo("{\"version\":\"1\",\"id\":\"cluster-a\"}");
    }

    @Test
    void whatIsMissingIsLaidBesideWhatIsThere() {
        ensemble.change(
                ZnodeChange.create("/brokers", ""),
                ZnodeChange.create("/cluster", ""),
                ZnodeChange.create("/cluster/id", ZnodeJson.clusterId("older")));

        FakeBroker broker = start(1);

        assertThat(ensemble.exists("/brokers/ids/1")).isTrue();
        assertThat(ensemble.exists("/config/topics")).isTrue();
        assertThat(broker.image().clusterId()).isEqualTo("older");
    }

    @Test
    void brokerRestartedAtOnceWaitsForItsPredecessorToExpire() {
        FakeBroker dead = start(1);
        dead.killSilently();

        FakeBroker fresh = start(1);
        assertThat(fresh.registrar().isRegistered()).isFalse();
        long predecessor = fresh.image().broker(1).orElseThrow().brokerEpoch();
        dead.tree().expire();
        loop.run(SOON);

        assertThat(fresh.registrar().isRegistered()).isTrue();
        assertThat(fresh.image().broker(1).orElseThrow().brokerEpoch()).isGreaterThan(predecessor);
    }

    @Test
    void registrationWithALostAnswerIsKnownAfterReconnect() {
        FakeBroker broker = new FakeBroker(loop, ensemble, 1, Map.of());
        loop.run(Duration.ofMillis(1));
        broker.tree().loseNextReply();
        loop.run(SOON);

        broker.tree().reconnect();
        loop.run(SOON);

        assertThat(broker.registrar().isRegistered()).isTrue();
        assertThat(broker.controller().isActive()).isTrue();
    }

    @Test
    void brokerRegistersAgainAfterItsSessionExpired() {
        FakeBroker broker = start(1);
        start(2);
        long before = broker.image().broker(1).orElseThrow().brokerEpoch();
        broker.tree().disconnect();
        broker.tree().expire();
        loop.run(SOON);

        broker.tree().reconnect();
        loop.run(SOON);

        assertThat(broker.registrar().isRegistered()).isTrue();
        assertThat(broker.image().broker(1).orElseThrow().brokerEpoch()).isGreaterThan(before);
    }

    @Test
    void shutdownIsOverAtItsLimitWhereNobodyAnswers() {
        FakeBroker broker = start(1);
        broker.tree().disconnect();
        List<String> done = new ArrayList<>();

        broker.registrar().beginControlledShutdown(Duration.ofMillis(50), () -> done.add("done"));
        loop.run(Duration.ofMillis(49));
        assertThat(done).isEmpty();
        loop.run(Duration.ofMillis(2));

        assertThat(done).containsExactly("done");
    }

    // -------------------------------------------------------------------------------------------------- watching

    @Test
    void startTakesFewRoundTripsHoweverManyTopics() {
        start(1);
        for (int topic = 0; topic < 20; topic++) {
            ensemble.change(ZnodeChange.create(
                    "/brokers/topics/t" + topic, "{\"version\":1,\"partitions\":{\"0\":[1],\"1\":[1]}}"));
        }
        loop.run(SOON);

        FakeBroker broker = new FakeBroker(loop, ensemble, 2, Map.of());
        loop.run(Duration.ofMillis(9)); // 2 ms each: all at the top, topics, states; then its own registration

        assertThat(broker.watcher().isLoaded()).isTrue();
        assertThat(broker.image().topics()).hasSize(20);
        assertThat(broker.image().topics().values()).allMatch(TopicImage::isFullyLed);
    }

    @Test
    void imageFollowsEveryKindOfChange() {
        FakeBroker broker = start(1);
        topic();
        assertThat(broker.image().topic("orders").orElseThrow().config()).isEmpty();

        ensemble.change(
                ZnodeChange.create("/config/topics/orders", "{\"version\":1,\"config\":{\"retention.ms\":\"5\"}}"),
                ZnodeChange.create("/config/brokers/1", "{\"version\":1,\"config\":{\"a\":\"b\"}}"));
        loop.run(SOON);
        TopicImage topic = broker.image().topic("orders").orElseThrow();
        assertThat(topic.config()).containsEntry("retention.ms", "5");
        assertThat(broker.image().topic(topic.topicId())).contains(topic);
        assertThat(broker.image().brokerConfigs()).containsOnlyKeys("1");

        ensemble.change(
                ZnodeChange.put("/config/topics/orders", "{\"version\":1,\"config\":{}}", ZnodeChange.ANY_VERSION),
                ZnodeChange.delete("/config/brokers/1", ZnodeChange.ANY_VERSION));
        loop.run(SOON);
        assertThat(broker.image().topic("orders").orElseThrow().config()).isEmpty();
        assertThat(broker.image().brokerConfigs()).isEmpty();

        ensemble.change(ZnodeChange.create("/admin/delete_topics/orders", ""));
        loop.run(SOON);
        assertThat(broker.image().topics()).isEmpty();
        assertThat(broker.image().topic(topic.topicId())).isEmpty();
    }

    @Test
    void changesWhileThereWasNoConnectionAreFound() {
        FakeBroker broker = start(1);
        FakeBroker other = start(2);
        topic();
        broker.tree().disconnect();
        other.kill();
        ensemble.change(ZnodeChange.create("/brokers/topics/more", "{\"version\":1,\"partitions\":{\"0\":[1]}}"));
        loop.run(SOON);
        assertThat(broker.image().brokers()).containsOnlyKeys(1, 2);

        broker.tree().reconnect();
        loop.run(SOON);

        assertThat(broker.image().brokers()).containsOnlyKeys(1);
        assertThat(broker.image().topics()).containsOnlyKeys("more", "orders");
    }

    @Test
    void imageKnowsUpToWhichTransactionItGoes() {
        FakeBroker informed = start(1);
        FakeBroker cutOff = start(2);
        topic();
        assertThat(informed.watcher().imageZxid()).isEqualTo(ensemble.zxid());
        assertThat(cutOff.watcher().imageZxid()).isEqualTo(ensemble.zxid());
        long before = ensemble.zxid();

        cutOff.tree().disconnect();
        ensemble.change(ZnodeChange.create("/admin/delete_topics/orders", ""));
        loop.run(SOON);
        assertThat(informed.image().topics()).isEmpty();
        assertThat(informed.watcher().imageZxid()).isEqualTo(ensemble.zxid()).isGreaterThan(before);
        assertThat(cutOff.image().topics()).isNotEmpty();
        assertThat(cutOff.watcher().imageZxid()).isEqualTo(before);

        cutOff.tree().reconnect();
        loop.run(SOON);
        assertThat(cutOff.watcher().imageZxid()).isEqualTo(ensemble.zxid());
    }

    @Test
    void leaderEpochNeverGoesBackwards() {
        FakeBroker broker = start(1);
        topic();
        PartitionImage known = broker.partition("orders", 0);
        ensemble.change(ZnodeChange.put(
                STATE,
                "{\"controller_epoch\":1,\"leader\":1,\"version\":1,\"leader_epoch\":9,\"isr\":[1]}",
                ZnodeChange.ANY_VERSION));
        loop.run(SOON);
        assertThat(broker.partition("orders", 0).leaderEpoch()).isEqualTo(9);

        // What a server that lags would show, or a topic's deletion.
        ensemble.change(ZnodeChange.put(STATE, ZnodeJson.state(known, 1), ZnodeChange.ANY_VERSION));
        loop.run(SOON);
        assertThat(broker.partition("orders", 0).leaderEpoch()).isEqualTo(9);
        assertThat(broker.regressions()).isEmpty();
    }

    @Test
    void malformedZnodeThatWasNeverReadIsAsIfItWereNotThereAndInTheJournal() {
        FakeBroker broker = start(1);

        ensemble.change(ZnodeChange.create("/brokers/ids/9", "nonsense"), ZnodeChange.create("/brokers/topics/x", "{"));
        topic();

        assertThat(broker.image().brokers()).containsOnlyKeys(1);
        assertThat(broker.image().topics()).containsOnlyKeys("orders");
        assertThat(broker.host().events()).anyMatch(event -> event.startsWith("znode-malformed path=/brokers/ids/9"));
    }

    @Test
    void whatWasKnownOfAZnodeStaysWhereItBecomesMalformed() {
        FakeBroker broker = start(1);
        topic();
        MetadataImage before = broker.image();

        ensemble.change(
                ZnodeChange.put("/brokers/topics/orders", "{", ZnodeChange.ANY_VERSION),
                ZnodeChange.put(STATE, "nonsense", ZnodeChange.ANY_VERSION));
        loop.run(SOON);
        assertThat(broker.image()).isEqualTo(before);

        // Everything is read anew.
        broker.tree().disconnect();
        broker.tree().reconnect();
        loop.run(SOON);
        assertThat(broker.image()).isEqualTo(before);
    }

    /** As the broker that has started while the topic could not be read. */
    @Test
    void theStatesOfATopicThatCanBeReadAgainAreRead() {
        start(1);
        topic();
        String text = ensemble.text("/brokers/topics/orders");
        ensemble.change(ZnodeChange.put("/brokers/topics/orders", "{", ZnodeChange.ANY_VERSION));
        FakeBroker late = start(2);
        assertThat(late.image().topics()).isEmpty();

        ensemble.change(ZnodeChange.put("/brokers/topics/orders", text, ZnodeChange.ANY_VERSION));
        loop.run(SOON);

        assertThat(late.partition("orders", 0).hasState()).isTrue();
    }

    @Test
    void taskRunsWhenTheImageShowsAWriteOfItsOwn() {
        FakeBroker broker = start(1);
        List<Boolean> seen = new ArrayList<>();

        broker.tree()
                .write(
                        List.of(ZnodeChange.create("/brokers/topics/mine", TOPIC)),
                        written -> broker.watcher()
                                .whenCaughtUp(() ->
                                        seen.add(broker.image().topic("mine").isPresent())));
        loop.run(SOON);

        assertThat(seen).containsExactly(true);
    }

    // ------------------------------------------------------------------------------------------------------- ISR

    @Test
    void isrChangeIsConditionalOnTheVersion() {
        FakeBroker broker = start(1);
        start(2);
        topic();
        PartitionImage known = broker.partition("orders", 0);
        List<IsrChange> ends = new ArrayList<>();

        alter(broker, known, List.of(1), ends);
        loop.run(SOON);
        alter(broker, known, List.of(1, 2), ends);
        loop.run(SOON);

        assertThat(ends).hasSize(2);
        assertThat(ends.get(0)).isInstanceOfSatisfying(IsrChange.Accepted.class, accepted -> {
            assertThat(accepted.partition().zkVersion()).isEqualTo(known.zkVersion() + 1);
            assertThat(accepted.partition().isr()).containsExactly(1);
            assertThat(accepted.partition()).isEqualTo(broker.partition("orders", 0));
        });
        assertThat(ends.get(1)).isEqualTo(new IsrChange.Refused(broker.partition("orders", 0)));
    }

    @Test
    void isrChangesInARowNeedNoImageBetween() {
        FakeBroker broker = start(1);
        start(2);
        topic();
        List<IsrChange> ends = new ArrayList<>();

        broker.states()
                .alterIsr(
                        new TopicPartition("orders", 0),
                        broker.partition("orders", 0),
                        List.of(1),
                        first -> alter(broker, ((IsrChange.Accepted) first).partition(), List.of(1, 2), ends));
        loop.run(SOON);

        assertThat(ends).singleElement().isInstanceOf(IsrChange.Accepted.class);
        assertThat(broker.partition("orders", 0).isr()).containsExactly(1, 2);
    }

    @Test
    void isrChangeWithALostAnswerIsFoundDone() {
        FakeBroker broker = start(1);
        start(2);
        topic();
        List<IsrChange> ends = new ArrayList<>();
        broker.tree().loseNextReply();

        alter(broker, broker.partition("orders", 0), List.of(1), ends);
        loop.run(SOON);
        assertThat(ends).isEmpty();
        broker.tree().reconnect();
        loop.run(SOON);

        assertThat(ends).singleElement().isInstanceOf(IsrChange.Accepted.class);
    }

    @Test
    void isrChangeThatNeverLeftIsDoneAfterReconnect() {
        FakeBroker broker = start(1);
        start(2);
        topic();
        List<IsrChange> ends = new ArrayList<>();
        broker.tree().disconnect();

        alter(broker, broker.partition("orders", 0), List.of(1), ends);
        loop.run(SOON);
        broker.tree().reconnect();
        loop.run(SOON);

        assertThat(ends).singleElement().isInstanceOf(IsrChange.Accepted.class);
        assertThat(broker.partition("orders", 0).isr()).containsExactly(1);
    }

    @Test
    void replacedLeaderCannotChangeTheIsrAfterReconnect() {
        FakeBroker broker = start(1);
        FakeBroker other = start(2);
        topic();
        List<IsrChange> ends = new ArrayList<>();
        broker.tree().disconnect();
        alter(broker, broker.partition("orders", 0), List.of(1), ends);
        broker.tree().expire();
        loop.run(SOON);

        broker.tree().reconnect();
        loop.run(SOON);

        assertThat(other.partition("orders", 0).leader()).isEqualTo(2);
        assertThat(ends)
                .singleElement()
                .isInstanceOfSatisfying(
                        IsrChange.Refused.class,
                        refused -> assertThat(refused.actualOrNull())
                                .satisfies(actual ->
                                        assertThat(actual).extracting("leader").isEqualTo(2)));
    }

    @Test
    void isrOfADeletedTopicIsRefused() {
        FakeBroker broker = start(1);
        topic();
        PartitionImage known = broker.partition("orders", 0);
        ensemble.change(ZnodeChange.create("/admin/delete_topics/orders", ""));
        loop.run(SOON);
        List<IsrChange> ends = new ArrayList<>();

        alter(broker, known, List.of(1), ends);
        loop.run(SOON);

        assertThat(ends).containsExactly(new IsrChange.Refused(null));
    }

    @Test
    void aLeaderOfADeletedTopicCannotChangeTheIsrOfTheNextOneOfThatName() {
        start(1);
        FakeBroker stale = start(2);
        topic();
        PartitionImage known = stale.partition("orders", 0);
        List<IsrChange> ends = new ArrayList<>();
        stale.tree().holdWrites();
        alter(stale, known, List.of(known.leader()), ends);
        ensemble.change(ZnodeChange.create("/admin/delete_topics/orders", ""));
        loop.run(SOON);
        topic();
        String state = ensemble.text(STATE);

        stale.tree().releaseWrites();
        loop.run(SOON);

        assertThat(stale.partition("orders", 0).zkVersion()).isEqualTo(known.zkVersion());
        assertThat(ensemble.text(STATE)).isEqualTo(state);
        assertThat(ends).containsExactly(new IsrChange.Outdated());
    }

    // ---------------------------------------------------------------------------------------------- producer ids

    @Test
    void producerIdsAreUniqueAcrossBrokers() {
        List<FakeBroker> brokers = List.of(start(1), start(2), start(3));
        List<Long> ids = new ArrayList<>();

        IntStream.range(0, 2500)
                .forEach(unused -> brokers.forEach(
                        broker -> broker.producerIds().nextProducerId(id -> ids.add(id.orElseThrow()))));
        loop.run(SOON);

        assertThat(ids).hasSize(7500);
        assertThat(new TreeSet<>(ids)).hasSize(7500);
        assertThat(ensemble.text("/latest_producer_id_block")).contains("\"block_end\":\"8999\"");
    }

    @Test
    void producerIdIsRefusedWithoutAConnectionAndAlwaysNew() {
        FakeBroker broker = start(1);
        List<OptionalLong> ids = new ArrayList<>();
        broker.tree().loseNextReply();
        broker.producerIds().nextProducerId(ids::add);
        loop.run(SOON);
        assertThat(ids).containsExactly(OptionalLong.empty());

        broker.tree().reconnect();
        broker.producerIds().nextProducerId(ids::add);
        loop.run(SOON);

        // The block whose answer was lost is nobody's.
        assertThat(ids).containsExactly(OptionalLong.empty(), OptionalLong.of(1000));
    }

    // ----------------------------------------------------------------------------------------------- auto-create

    @Test
    void unknownTopicIsCreatedOnceHoweverManyAsk() {
        List<FakeBroker> brokers = List.of(
                new FakeBroker(loop, ensemble, 1, Map.of("num.partitions", "3", "default.replication.factor", "2")),
                new FakeBroker(loop, ensemble, 2, Map.of("num.partitions", "3", "default.replication.factor", "2")));
        loop.run(SOON);

        brokers.forEach(broker ->
                assertThat(broker.autoCreator().create("new-topic")).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
        loop.run(SOON);

        brokers.forEach(broker -> assertThat(broker.image().topic("new-topic")).hasValueSatisfying(topic -> {
            assertThat(topic.partitions())
                    .hasSize(3)
                    .allMatch(partition -> partition.isr().size() == 2);
            assertThat(topic.isFullyLed()).isTrue();
        }));
        assertThat(brokers.get(0).image().topics())
                .isEqualTo(brokers.get(1).image().topics());
    }

    @Test
    void impossibleTopicIsNotCreated() {
        FakeBroker broker = start(1);

        assertThat(broker.autoCreator().create("no good")).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        assertThat(broker.autoCreator().create("__consumer_offsets")).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        loop.run(SOON);

        assertThat(broker.image().topics()).isEmpty();
    }

    private FakeBroker start(int nodeId) {
        FakeBroker broker = new FakeBroker(loop, ensemble, nodeId, Map.of());
        loop.run(SOON);
        return broker;
    }

    private void topic() {
        ensemble.change(ZnodeChange.create("/brokers/topics/orders", TOPIC));
        loop.run(SOON);
    }

    private static void alter(FakeBroker broker, PartitionImage known, List<Integer> isr, List<IsrChange> ends) {
        broker.states().alterIsr(new TopicPartition("orders", 0), known, isr, ends::add);
    }
}

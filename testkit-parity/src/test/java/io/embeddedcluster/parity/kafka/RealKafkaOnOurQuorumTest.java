package io.embeddedcluster.parity.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import io.embeddedcluster.Cluster;
import io.embeddedcluster.QuorumNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers of a real Kafka in ZooKeeper mode take our quorum for a ZooKeeper ensemble, also while it loses its leader. */
@Timeout(300)
class RealKafkaOnOurQuorumTest {

    private static final int PARTITIONS = 3;

    @TempDir
    private Path directory;

    private final List<RealKafkaBroker> brokers = new ArrayList<>();
    private Cluster cluster;
    private ZooKeeper zooKeeper;
    private String bootstrapServers;

    @BeforeEach
    void start() throws Exception {
        cluster = Cluster.builder().brokers(0).quorum(3).start();
        zooKeeper = new ZooKeeper(cluster.quorumConnectString(), 10_000, event -> {});
        for (int id = 1; id <= 3; id++) {
            brokers.add(RealKafkaBroker.start(id, cluster.quorumConnectString(), directory));
        }
        awaitRegistered(1, 2, 3);
        bootstrapServers = registeredAddresses();
    }

    @AfterEach
    void end() throws Exception {
        for (RealKafkaBroker broker : brokers) {
            broker.kill();
        }
        zooKeeper.close();
        cluster.close();
    }

    @Test
    void everythingAcknowledgedIsReadOnceInOrderAndBrokersStayRegisteredWhenTheQuorumLeaderIsKilled() throws Exception {
        createTopic("orders");
        Map<Integer, Long> sessions = sessions();
        try (NumberedLoad load = NumberedLoad.start(bootstrapServers, "orders", PARTITIONS)) {
            load.awaitMore(2_000);
            QuorumNode leader = cluster.quorumLeader();
            leader.kill();
            cluster.await().quorumLeader();
            load.awaitMore(2_000);
            createTopic("created-under-the-new-leader");
            leader.start();
            load.awaitMore(2_000);
            load.stop();

            await().untilAsserted(() ->
                    assertThat(sessions()).as("sessions of the brokers").isEqualTo(sessions));
            assertReadByAGroup(load);
        }
    }

    @Test
    void leadersMoveWhenAKafkaBrokerDiesAndItsSessionExpiresInOurQuorum() throws Exception {
        createTopic("orders");
        try (NumberedLoad load = NumberedLoad.start(bootstrapServers, "orders", PARTITIONS)) {
            load.awaitMore(1_000);
            // One that is alone in sync, its followers being out for a while, has no successor.
            awaitInSync("orders");
            RealKafkaBroker killed = brokers.get(leaderOf("orders", 0).orElseThrow() - 1);
            killed.kill();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> leaderOf("orders", 0)
                            .filter(leader -> leader != killed.id())
                            .isPresent());
            load.awaitMore(1_000);
            killed.restart();
            awaitRegistered(1, 2, 3);
            awaitInSync("orders");
            load.stop();

            assertReadByAGroup(load);
        }
    }

    private void assertReadByAGroup(NumberedLoad load) {
        try (KafkaConsumer<Integer, Integer> consumer =
                NumberedLoad.consumer(bootstrapServers, Map.of("group.id", "readers"))) {
            consumer.subscribe(List.of("orders"));
            load.assertReadOnceInOrder(consumer);
            consumer.commitSync(Duration.ofSeconds(30));
        }
    }

    private void createTopic(String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            NewTopic topic = new NewTopic(name, PARTITIONS, (short) 3).configs(Map.of("min.insync.replicas", "2"));
            admin.createTopics(List.of(topic)).all().get();
        }
        awaitInSync(name);
    }

    private void awaitInSync(String topic) {
        await().atMost(Duration.ofSeconds(60)).until(() -> inSyncReplicas(topic) == 3 * PARTITIONS);
    }

    /** Empty where the broker that was asked does not know the topic yet. */
    private List<TopicPartitionInfo> partitions(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            TopicDescription description =
                    admin.describeTopics(Set.of(topic)).allTopicNames().get().get(topic);
            return description.partitions();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return List.of();
            }
            throw e;
        }
    }

    private int inSyncReplicas(String topic) throws Exception {
        return partitions(topic).stream()
                .mapToInt(partition -> partition.isr().size())
                .sum();
    }

    private Optional<Integer> leaderOf(String topic, int partition) throws Exception {
        return partitions(topic).stream()
                .filter(each -> each.partition() == partition && each.leader() != null)
                .map(each -> each.leader().id())
                .findFirst();
    }

    // ---- what Kafka keeps in our quorum

    private void awaitRegistered(Integer... ids) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    for (RealKafkaBroker broker : brokers) {
                        assertThat(broker.isRunning())
                                .as(() -> "broker " + broker.id() + " runs; its log ends:\n" + tail(broker))
                                .isTrue();
                    }
                    assertThat(sessions())
                            .as(() -> "registered brokers; the log of the first ends:\n" + tail(brokers.get(0)))
                            .containsOnlyKeys(ids);
                });
    }

    private static String tail(RealKafkaBroker broker) {
        try {
            return broker.logTail();
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    /** {@return whose session each registered broker's znode belongs to} */
    private Map<Integer, Long> sessions() throws InterruptedException {
        Map<Integer, Long> sessions = new TreeMap<>();
        try {
            for (String id : zooKeeper.getChildren("/brokers/ids", false)) {
                Stat stat = zooKeeper.exists("/brokers/ids/" + id, false);
                assertThat(stat).as("znode of broker " + id).isNotNull();
                sessions.put(Integer.valueOf(id), stat.getEphemeralOwner());
            }
        } catch (KeeperException e) {
            throw new AssertionError("cannot read who is registered", e);
        }
        return sessions;
    }

    private String registeredAddresses() throws Exception {
        List<String> addresses = new ArrayList<>();
        for (String id : zooKeeper.getChildren("/brokers/ids", false)) {
            byte[] json = zooKeeper.getData("/brokers/ids/" + id, false, null);
            addresses.add(JsonParser.parseString(new String(json, StandardCharsets.UTF_8))
                    .getAsJsonObject()
                    .getAsJsonArray("endpoints")
                    .get(0)
                    .getAsString());
        }
        return addresses.stream().map(each -> each.replaceFirst("^.*://", "")).collect(Collectors.joining(","));
    }
}

package io.embeddedcluster.junit5;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import io.embeddedcluster.Broker;
import io.embeddedcluster.Cluster;
import io.embeddedcluster.QuorumNode;
import io.embeddedcluster.fault.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What is injected, where, and that it works and is closed. */
class InjectionTest {

    private static final List<KafkaProducer<String, String>> PRODUCERS = new CopyOnWriteArrayList<>();
    private static final List<ZooKeeper> ZOOKEEPERS = new CopyOnWriteArrayList<>();
    private static final List<CuratorFramework> CURATORS = new CopyOnWriteArrayList<>();

    @Test
    void clientsWorkAtEveryPlaceAndAreClosed() {
        PRODUCERS.clear();
        Runs.assertAllSucceeded(Runs.of(EveryPlaceTestCase.class), 2);
        assertThat(PRODUCERS)
                .hasSize(3 + 2 * 4 + 1)
                .doesNotHaveDuplicates()
                .allSatisfy(producer -> assertThatThrownBy(() -> producer.send(new ProducerRecord<>("orders", "late")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("closed"));
        assertThat(EveryPlaceTestCase.ofClass)
                .as("static field after the class")
                .isNull();
    }

    @EmbeddedCluster(topics = @Topic(name = "orders"))
    @SuppressWarnings("unused")
    static class EveryPlaceTestCase {

        @ClusterResource
        private static KafkaProducer<String, String> ofClass;

        @ClusterResource
        private KafkaProducer<String, String> ofInstance;

        EveryPlaceTestCase(KafkaProducer<String, String> producer) {
            use(producer);
        }

        private static void use(KafkaProducer<String, String> producer) {
            assertThat(producer.partitionsFor("orders")).hasSize(1);
            PRODUCERS.add(producer);
        }

        @BeforeAll
        static void beforeAll(KafkaProducer<String, String> producer) {
            use(producer);
            use(ofClass);
        }

        @BeforeEach
        void beforeEach(KafkaProducer<String, String> producer) {
            use(producer);
            use(ofInstance);
        }

        @Test
        void producesInATest(KafkaProducer<String, String> producer) throws Exception {
            use(producer);
            assertThat(producer.send(new ProducerRecord<>("orders", "k", "v"))
                            .get()
                            .hasOffset())
                    .isTrue();
        }

        @Test
        void isInAnotherInstance() {}

        @AfterEach
        void afterEach(KafkaProducer<String, String> producer) {
            use(producer);
        }

        @AfterAll
        static void afterAll(KafkaProducer<String, String> producer) {
            use(producer);
        }
    }

    @Test
    void kafkasClientsTalkToTheCluster() {
        Runs.assertAllSucceeded(Runs.of(KafkaClientsTestCase.class), 3);
    }

    @EmbeddedCluster(
            brokers = 3,
            topics = @Topic(name = "orders", partitions = 2, replicationFactor = 3, config = "min.insync.replicas=2"),
            topicDefaults = "retention.ms=60000")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class KafkaClientsTestCase {

        @Test
        @Order(1)
        void consumerReadsFromTheBeginningWhatTheProducerSent(
                KafkaProducer<Integer, byte[]> producer, KafkaConsumer<Integer, byte[]> consumer) throws Exception {
            producer.send(new ProducerRecord<>("orders", 1, 7, new byte[] {1, 2}))
                    .get();
            consumer.assign(List.of(new TopicPartition("orders", 1)));
            ConsumerRecord<Integer, byte[]> read = poll(consumer);
            assertThat(read.key()).isEqualTo(7);
            assertThat(read.value()).containsExactly(1, 2);
        }

        private static <K, V> ConsumerRecord<K, V> poll(KafkaConsumer<K, V> consumer) {
            List<ConsumerRecord<K, V>> read = new ArrayList<>();
            for (int attempt = 0; attempt < 100 && read.isEmpty(); attempt++) {
                consumer.poll(Duration.ofMillis(100)).forEach(read::add);
            }
            return read.get(0);
        }

        @Test
        @Order(2)
        void adminSeesTheTopicAsAsked(Admin admin) throws Exception {
            var topics = admin.describeTopics(List.of("orders")).allTopicNames().get();
            assertThat(topics.values())
                    .singleElement()
                    .extracting(TopicDescription::partitions, as(list(TopicPartitionInfo.class)))
                    .hasSize(2)
                    .allSatisfy(partition -> assertThat(partition.replicas()).hasSize(3));
            assertThat(admin.describeCluster().nodes().get()).hasSize(3);
        }

        @Test
        @Order(3)
        void configOfTheClientWins(
                @ClientConfig({
                            "client.id=mine",
                            "acks=1",
                            "key.serializer=org.apache.kafka.common.serialization.LongSerializer"
                        })
                        KafkaProducer<Object, String> producer) {
            assertThat(producer.metrics().keySet())
                    .anySatisfy(metric -> assertThat(metric.tags()).containsEntry("client-id", "mine"));
        }
    }

    @Test
    void zooKeeperHasItsSession() {
        ZOOKEEPERS.clear();
        Runs.assertAllSucceeded(Runs.of(ZooKeeperTestCase.class), 1);
        assertThat(ZOOKEEPERS)
                .hasSize(1)
                .noneMatch(zooKeeper -> zooKeeper.getState().isAlive());
    }

    @EmbeddedCluster(brokers = 0, quorum = 3)
    static class ZooKeeperTestCase {

        @Test
        void creates(ZooKeeper zooKeeper) throws Exception {
            assertThat(zooKeeper.getState().isConnected()).isTrue();
            zooKeeper.create("/test", new byte[] {1}, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            assertThat(zooKeeper.getData("/test", false, null)).containsExactly(1);
            ZOOKEEPERS.add(zooKeeper);
        }
    }

    @Test
    void curatorIsConnectedAndItsConfigCounts() {
        CURATORS.clear();
        Runs.assertAllSucceeded(Runs.of(CuratorTestCase.class), 2);
        assertThat(CURATORS).hasSize(2).allMatch(curator -> curator.getState() == CuratorFrameworkState.STOPPED);
    }

    @EmbeddedCluster(brokers = 0, quorum = 3)
    static class CuratorTestCase {

        @Test
        void creates(CuratorFramework curator, Cluster cluster) throws Exception {
            CURATORS.add(curator);
            assertThat(curator.getZookeeperClient().isConnected()).isTrue();
            curator.create().creatingParentContainersIfNeeded().forPath("/a/b", new byte[] {1});
            assertThat(cluster.znodes()).contains("/a/b ");
        }

        @Test
        void isAsConfigured(
                @ClientConfig({"namespace=mine", "sessionTimeoutMs=7000", "zookeeper.request.timeout=9000"})
                        CuratorFramework curator,
                Cluster cluster)
                throws Exception {
            CURATORS.add(curator);
            curator.create().forPath("/node");
            assertThat(cluster.znodes()).contains("/mine/node ");
            long session = curator.getZookeeperClient().getZooKeeper().getSessionId();
            assertThat(cluster.session(session).timeout()).isEqualTo(Duration.ofSeconds(7));
            assertThat(curator.getZookeeperClient()
                            .getZooKeeper()
                            .getClientConfig()
                            .getProperty("zookeeper.request.timeout"))
                    .isEqualTo("9000");
        }
    }

    @Test
    void partsOfTheClusterAreInjectedWhereThereIsOnlyOne() {
        Runs.assertAllSucceeded(Runs.of(OnlyNodesTestCase.class), 1);
    }

    @EmbeddedCluster
    static class OnlyNodesTestCase {

        @Test
        void areTheClusters(Cluster cluster, Broker broker, QuorumNode node, Faults faults) {
            assertThat(broker).isEqualTo(cluster.broker(1));
            assertThat(node).isEqualTo(cluster.quorumNode(1));
            assertThat(faults).isSameAs(cluster.faults());
        }
    }
}

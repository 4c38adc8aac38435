package io.embeddedcluster.parity.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.embeddedcluster.Broker;
import io.embeddedcluster.Cluster;
import io.embeddedcluster.TopicSpec;
import io.embeddedcluster.parity.fixture.FourLetters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingCluster;
import org.apache.curator.test.TestingZooKeeperServer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our brokers stand on three real ZooKeeper servers as they stand on our quorum. */
@Timeout(300)
class OurBrokersOnRealZooKeeperTest {

    private static final int PARTITIONS = 3;

    /** In milliseconds; a session lives two of them at least. */
    private static final int TICK_TIME = 500;

    private TestingCluster ensemble;
    private Cluster cluster;

    @BeforeEach
    void start() throws Exception {
        List<InstanceSpec> servers = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            servers.add(new InstanceSpec(null, -1, -1, -1, true, id, TICK_TIME, -1, Map.of(), "127.0.0.1"));
        }
        ensemble = new TestingCluster(servers);
        ensemble.start();
        cluster = Cluster.builder()
                .brokers(3)
                .quorumConnectString(ensemble.getConnectString())
                .topic(TopicSpec.of("orders", PARTITIONS, 3).withConfig("min.insync.replicas", "2"))
                .start();
    }

    @AfterEach
    void end() throws Exception {
        cluster.close();
        ensemble.close();
    }

    @Test
    void noAcknowledgedRecordIsLostWhenLeadersAndZooKeepersLeaderDie() throws Exception {
        try (NumberedLoad load = NumberedLoad.start(cluster.bootstrapServers(), "orders", PARTITIONS)) {
            load.awaitMore(1_000);
            awaitInSync();
            Broker leader = cluster.leaderOf("orders", 0);
            leader.kill();
            cluster.await().leaderOf("orders", 0).isNot(leader);
            load.awaitMore(1_000);
            leader.start();
            awaitInSync();

            TestingZooKeeperServer zkLeader = zkLeader();
            zkLeader.kill();
            load.awaitMore(1_000);
            awaitInSync();
            Broker next = cluster.leaderOf("orders", 1);
            next.kill();
            cluster.await().leaderOf("orders", 1).isNot(next);
            load.awaitMore(1_000);
            zkLeader.restart();
            next.start();
            awaitInSync();
            load.awaitMore(1_000);
            load.stop();

            try (KafkaConsumer<Integer, Integer> consumer =
                    NumberedLoad.consumer(cluster.bootstrapServers(), Map.of())) {
                List<TopicPartition> all = new ArrayList<>();
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    all.add(new TopicPartition("orders", partition));
                }
                consumer.assign(all);
                load.assertReadOnceInOrder(consumer);
            }
            assertThat(cluster.records("orders")).hasSize(load.sentCount());
            cluster.check();
        }
    }

    @Test
    void theQuorumIsNotTheClusters() throws Exception {
        assertThat(cluster.quorum()).isEmpty();
        assertThat(cluster.sessions()).isEmpty();
        assertThat(cluster.quorumConnectString()).isEqualTo(ensemble.getConnectString());
        assertThat(cluster.describe()).contains("quorum outside of this cluster: " + ensemble.getConnectString());
        assertThatThrownBy(cluster::quorumLeader)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outside of this cluster");
        assertThatThrownBy(() -> cluster.await().quorumLeader()).isInstanceOf(IllegalStateException.class);
        ZooKeeper zooKeeper = new ZooKeeper(ensemble.getConnectString(), 10_000, event -> {});
        try {
            assertThat(zooKeeper.getChildren("/brokers/ids", false)).containsExactlyInAnyOrder("1", "2", "3");
        } finally {
            zooKeeper.close();
        }
    }

    /** Under a load on a slow machine a follower may be out for a while; a leader that is alone in sync has no successor. */
    private void awaitInSync() {
        cluster.await().topic("orders").isFullyInSync();
    }

    private TestingZooKeeperServer zkLeader() {
        await().atMost(Duration.ofSeconds(30)).until(() -> leaders().size() == 1);
        return leaders().get(0);
    }

    private List<TestingZooKeeperServer> leaders() {
        return ensemble.getServers().stream()
                .filter(server -> FourLetters.mode(
                                "127.0.0.1:" + server.getInstanceSpec().getPort())
                        .equals(Optional.of("leader")))
                .toList();
    }
}

package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.fixture.KeyedLoad;
import io.embeddedcluster.fixture.ZooKeeperSession;
import io.embeddedcluster.history.JournalEntry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: acknowledged records go by an order to delete their topic, and never because its znode cannot be read or is not there.
 *
 * <p>Method: a real ZooKeeper client damages what the brokers read, and a real producer's records are read back afterwards.
 */
class KeptLogsTest {

    private static final String TOPIC_PATH = "/brokers/topics/orders";
    private static final int RECORDS = 100;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aZnodeThatCannotBeReadForAWhileCostsNothing(boolean isRestartedMeanwhile) throws Exception {
        try (Cluster cluster = Cluster.builder()
                        .brokers(3)
                        .quorum(1)
                        .topic("orders", 2)
                        .start();
                ZooKeeperSession session = ZooKeeperSession.of(cluster);
                KeyedLoad load = new KeyedLoad("orders", 2, cluster.clientProperties(), Map.of())) {
            load.send(RECORDS);
            load.flush();
            byte[] topic = session.retrying(client -> client.getData(TOPIC_PATH, false, null));

            session.retrying(client -> client.setData(TOPIC_PATH, "{".getBytes(StandardCharsets.UTF_8), -1));
            if (isRestartedMeanwhile) {
                cluster.brokers().forEach(Broker::kill);
                cluster.brokers().forEach(Broker::start);
            }
            cluster.await()
                    .until("each broker has seen it", () -> brokersThatJournalled(cluster, "znode-malformed") == 3);
            session.retrying(client -> client.setData(TOPIC_PATH, topic, -1));
            cluster.await()
                    .until(
                            "the topic is back",
                            () -> cluster.findTopic("orders").isPresent());
            cluster.await().topic("orders").isFullyInSync();

            load.send(RECORDS);
            load.flush();
            load.assertEachRecordIsReadOnceInOrder();
            cluster.check();
        }
    }

    /** What the brokers hold is then all that is left of it. */
    @Test
    void theLogsOfAnEnsembleThatIsWipedAreSetAside() throws Exception {
        try (Cluster cluster = Cluster.builder()
                        .brokers(1)
                        .quorum(1)
                        .topic("orders", 1)
                        .start();
                KeyedLoad load = new KeyedLoad("orders", 1, cluster.clientProperties(), Map.of())) {
            load.send(RECORDS);
            load.flush();
            // An ensemble that has forgotten all refuses whoever has seen more of it.
            cluster.broker(1).kill();
            cluster.quorumNode(1).kill();
            cluster.quorumNode(1).wipe();
            cluster.quorumNode(1).start();
            cluster.broker(1).start();
            cluster.createTopic(TopicSpec.of("orders", 1, 1));

            assertThat(brokersThatJournalled(cluster, "log-kept")).isEqualTo(1);
            assertThat(brokersThatJournalled(cluster, "log-set-aside")).isEqualTo(1);
            assertThat(brokersThatJournalled(cluster, "log-deleted")).isZero();
        }
    }

    private static long brokersThatJournalled(Cluster cluster, String kind) {
        return cluster.journal().entries().stream()
                .filter(entry -> entry.kind().equals(kind))
                .map(JournalEntry::node)
                .distinct()
                .count();
    }
}

package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that cannot be are named before anything starts. */
class SpecTest {

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_535, 65_537})
    void replicationFactorThatKafkasProtocolCannotSay(int replicationFactor) {
        assertThatThrownBy(() -> TopicSpec.of("orders", 1, replicationFactor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("replicationFactor: " + replicationFactor + " (expected: 1 to");
    }

    @ParameterizedTest
    @CsvSource({"23000,23000", "23000,23002", "23002,23000"})
    void brokersAndQuorumNodesOnTheSamePorts(int brokerPortBase, int quorumPortBase) {
        assertThatThrownBy(() -> start(brokerPortBase, quorumPortBase))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("brokerPortBase: " + brokerPortBase)
                .hasMessageContaining("quorumPortBase: " + quorumPortBase)
                .hasMessageContaining("at least 3 apart");
    }

    @Test
    void aTopicHasTheReplicasOfTheBrokersThatThereAreInTheEnd() {
        try (Cluster cluster = Cluster.builder().topic("orders", 1).brokers(3).start()) {
            assertThat(cluster.topic("orders").partition(0).replicas()).hasSize(3);
        }
    }

    @Test
    void brokersAndQuorumNodesOnNeighbouringPorts() {
        start(23_000, 23_003);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:",
                ":2181",
                "localhost:x",
                "localhost:0",
                "localhost:65536",
                "a:1,",
                "a:1/kafka"
            })
    void connectStringsThatNameNoServers(String connectString) {
        assertThatThrownBy(() ->
                        Cluster.builder().quorumConnectString(connectString).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("quorumConnectString: \"" + connectString + "\"")
                .hasMessageContaining("(expected: host:port");
    }

    @Test
    void quorumNodesBesideAQuorumOutside() {
        assertThatThrownBy(() -> Cluster.builder()
                        .quorum(3)
                        .quorumConnectString("localhost:2181")
                        .start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("quorum: 3");
    }

    @Test
    void onlyAnEnsembleThatIsOutside() {
        assertThatThrownBy(() -> Cluster.builder()
                        .brokers(0)
                        .quorumConnectString("localhost:2181")
                        .start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("brokers: 0");
    }

    private static void start(int brokerPortBase, int quorumPortBase) {
        Cluster.builder()
                .brokers(3)
                .quorum(3)
                .brokerPortBase(brokerPortBase)
                .quorumPortBase(quorumPortBase)
                .start()
                .close();
    }
}

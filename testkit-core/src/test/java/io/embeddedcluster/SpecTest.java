package io.embeddedcluster;

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
    void brokersAndQuorumNodesOnNeighbouringPorts() {
        start(23_000, 23_003);
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

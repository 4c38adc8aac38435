package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuorumStartTest {

    private static final int VOTERS = 9;
    private static final int OBSERVERS = 9;

    @Test
    void everyQuorumNodeServesOnceTheClusterIsUp() {
        try (Cluster cluster =
                Cluster.builder().brokers(0).quorum(VOTERS).observers(OBSERVERS).start()) {
            for (int id = 1; id <= VOTERS + OBSERVERS; id++) {
                assertThat(cluster.quorumNode(id).role()).as("quorum-%d", id).isNotEqualTo(QuorumRole.LOOKING);
            }
        }
    }
}

package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
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

    @Test
    void seedDecidesWhoLeadsFirst() {
        TreeSet<Integer> leaders = new TreeSet<>();
        for (long seed = 1; seed <= 6; seed++) {
            int leader = firstLeader(seed);
            assertThat(firstLeader(seed))
                    .as("leader of a second cluster of seed %d", seed)
                    .isEqualTo(leader);
            leaders.add(leader);
        }
        assertThat(leaders).hasSizeGreaterThan(1);
    }

    private static int firstLeader(long seed) {
        try (Cluster cluster =
                Cluster.builder().brokers(0).quorum(3).observers(1).seed(seed).start()) {
            return cluster.quorumLeader().id();
        }
    }
}

package io.embeddedcluster.internal.kafka.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ReplicaAssignerTest {

    /** The example that Kafka's documentation of the rule works through: ten partitions, three replicas, five brokers. */
    @Test
    void spreadsAsKafkaDocuments() {
        SortedMap<Integer, List<Integer>> assignment = new ReplicaAssigner(List.of(0, 1, 2, 3, 4), 0, 0).assign(10, 3);

        assertThat(assignment.values())
                .containsExactly(
                        List.of(0, 1, 2),
                        List.of(1, 2, 3),
                        List.of(2, 3, 4),
                        List.of(3, 4, 0),
                        List.of(4, 0, 1),
                        List.of(0, 2, 3),
                        List.of(1, 3, 4),
                        List.of(2, 4, 0),
                        List.of(3, 0, 1),
                        List.of(4, 1, 2));
    }

    @Test
    void beginsAtStartIndexAndShift() {
        SortedMap<Integer, List<Integer>> assignment = new ReplicaAssigner(List.of(1, 2, 3), 1, 1).assign(4, 3);

        assertThat(assignment.values())
                .containsExactly(List.of(2, 1, 3), List.of(3, 2, 1), List.of(1, 3, 2), List.of(2, 3, 1));
    }

    @Test
    void oneBrokerTakesEverything() {
        assertThat(ReplicaAssigner.random(List.of(7), new Random(1))
                        .assign(2, 1)
                        .values())
                .containsExactly(List.of(7), List.of(7));
    }

    @Test
    void leadersAndReplicasAreEven() {
        for (int seed = 0; seed < 200; seed++) {
            SortedMap<Integer, List<Integer>> assignment = ReplicaAssigner.random(
                            List.of(1, 2, 3, 4, 5), new Random(seed))
                    .assign(20, 3);
            for (int nodeId = 1; nodeId <= 5; nodeId++) {
                int id = nodeId;
                assertThat(assignment.values().stream().filter(replicas -> replicas.get(0) == id))
                        .hasSize(4);
                assertThat(assignment.values().stream().filter(replicas -> replicas.contains(id)))
                        .hasSize(12);
            }
            assertThat(assignment.values()).allMatch(replicas -> new TreeSet<>(replicas).size() == 3);
        }
    }

    @Test
    void sameSeedAssignsTheSame() {
        assertThat(ReplicaAssigner.random(List.of(1, 2, 3), new Random(5)).assign(9, 2))
                .isEqualTo(
                        ReplicaAssigner.random(List.of(1, 2, 3), new Random(5)).assign(9, 2));
    }
}

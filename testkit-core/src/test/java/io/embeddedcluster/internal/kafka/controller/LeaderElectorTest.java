package io.embeddedcluster.internal.kafka.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row: replicas 1, 2, 3 at leader epoch 5; what is, who is there, and what should be. */
final class LeaderElectorTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # what                                     | leader | isr   | alive | leaving | restarted | unclean | leader | epoch | isr
            all is well                                | 1      | 1 2 3 | 1 2 3 |         |           | false   | 1      | 5     | 1 2 3
            a follower dies                            | 1      | 1 2 3 | 1 2   |         |           | false   | 1      | 5     | 1 2
            both followers die                         | 1      | 1 2 3 | 1     |         |           | false   | 1      | 5     | 1
            the leader dies                            | 1      | 1 2 3 | 2 3   |         |           | false   | 2      | 6     | 2 3
            leader and next die                        | 1      | 1 2 3 | 3     |         |           | false   | 3      | 6     | 3
            in replica order, not in order of the ISR  | 1      | 3 2 1 | 2 3   |         |           | false   | 2      | 6     | 3 2
            only who is in sync is elected             | 1      | 1 3   | 2 3   |         |           | false   | 3      | 6     | 3
            the last of the ISR dies                   | 1      | 1     | 2 3   |         |           | false   | -1     | 6     | 1
            the whole ISR dies at once                 | 1      | 1 2   | 3     |         |           | false   | -1     | 6     | 1 2
            all die                                    | 1      | 1 2 3 |       |         |           | false   | -1     | 6     | 1 2 3
            without a leader nothing changes           | -1     | 1     | 2 3   |         |           | false   | -1     | 5     | 1
            one of the ISR returns                     | -1     | 1     | 1 2 3 |         | 1         | false   | 1      | 6     | 1
            one of two returns                         | -1     | 1 2   | 2     |         | 2         | false   | 2      | 6     | 2
            both return at once                        | -1     | 1 2   | 1 2   |         | 1 2       | false   | 1      | 6     | 1
            who stayed goes before who came back       | -1     | 1 2   | 1 2   |         | 1         | false   | 2      | 6     | 2
            unclean election where it is allowed       | 1      | 1     | 2 3   |         |           | true    | 2      | 6     | 2
            unclean election of a leaderless partition | -1     | 1     | 3     |         |           | true    | 3      | 6     | 3
            no unclean one while the ISR lives         | 1      | 1 3   | 2 3   |         |           | true    | 3      | 6     | 3
            nor while one of it is back                | -1     | 1     | 1 2   |         | 1         | true    | 1      | 6     | 1
            unclean and nobody alive                   | 1      | 1     |       |         |           | true    | -1     | 6     | 1
            the preferred replica is in sync again     | 2      | 2 3 1 | 1 2 3 |         |           | false   | 1      | 6     | 2 3 1
            the preferred replica lives, but lags      | 2      | 2 3   | 1 2 3 |         |           | false   | 2      | 5     | 2 3
            the preferred replica is about to leave    | 2      | 2 3 1 | 1 2 3 | 1       |           | false   | 2      | 5     | 2 3
            the leader is about to leave               | 1      | 1 2 3 | 1 2 3 | 1       |           | false   | 2      | 6     | 2 3
            a follower is about to leave               | 1      | 1 2 3 | 1 2 3 | 2       |           | false   | 1      | 5     | 1 3
            the leader leaves, alone in sync           | 1      | 1     | 1 2 3 | 1       |           | false   | 1      | 5     | 1
            the leader leaves, the others are dead     | 1      | 1 2 3 | 1     | 1       |           | false   | 1      | 5     | 1
            all leave: the leader leads to the end     | 1      | 1 2 3 | 1 2 3 | 1 2 3   |           | false   | 1      | 5     | 1
            who leaves is not elected                  | 1      | 1 2 3 | 2 3   | 2       |           | false   | 3      | 6     | 3
            the leader restarted unseen                | 1      | 1 2 3 | 1 2 3 |         | 1         | false   | 2      | 6     | 2 3
            a follower restarted unseen                | 1      | 1 2 3 | 1 2 3 |         | 3         | false   | 1      | 5     | 1 2
            the only member restarted unseen           | 1      | 1     | 1 2 3 |         | 1         | false   | 1      | 6     | 1
            all restarted unseen                       | 2      | 1 2 3 | 1 2 3 |         | 1 2 3     | false   | 1      | 6     | 1
            """)
    void decides(
            String what,
            int leader,
            String isr,
            String alive,
            String leaving,
            String restarted,
            boolean isUnclean,
            int nextLeader,
            int nextEpoch,
            String nextIsr) {
        PartitionImage partition = partition(leader, 5, ids(isr));

        Optional<PartitionImage> decision = new LeaderElector(new BrokerRules(), isUnclean, true)
                .decide(partition, liveness(ids(alive), ids(leaving), ids(restarted)));

        PartitionImage expected = partition(nextLeader, nextEpoch, ids(nextIsr));
        assertThat(decision).isEqualTo(expected.equals(partition) ? Optional.empty() : Optional.of(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 2 3 |       | 1  | 1 2 3
            2 3   |       | 2  | 2 3
            1 2 3 | 1     | 2  | 2 3
            3     |       | 3  | 3
            """)
    void newPartitionIsLedByTheFirstAliveReplica(String alive, String leaving, int leader, String isr) {
        PartitionImage stateless = PartitionImage.withoutState(0, List.of(1, 2, 3));

        Optional<PartitionImage> decision = new LeaderElector(new BrokerRules(), false, true)
                .decide(stateless, liveness(ids(alive), ids(leaving), List.of()));

        assertThat(decision).hasValueSatisfying(partition -> {
            assertThat(partition.leader()).isEqualTo(leader);
            assertThat(partition.leaderEpoch()).isZero();
            assertThat(partition.isr()).isEqualTo(ids(isr));
        });
    }

    @Test
    void newPartitionWaitsForAReplicaToLive() {
        assertThat(new LeaderElector(new BrokerRules(), true, true)
                        .decide(
                                PartitionImage.withoutState(0, List.of(1, 2, 3)),
                                liveness(List.of(4), List.of(), List.of())))
                .isEmpty();
    }

    @Test
    void preferredReplicaWaitsWhereRebalancingIsOff() {
        assertThat(new LeaderElector(new BrokerRules(), false, false)
                        .decide(partition(2, 5, List.of(2, 3, 1)), liveness(List.of(1, 2, 3), List.of(), List.of())))
                .isEmpty();
    }

    /** Whatever happens, the ISR is never empty, a leader is a member of it, and a new leader has a new epoch. */
    @Test
    void neverBreaksAnInvariant() {
        List<List<Integer>> sets = Stream.of("", "1", "2", "3", "1 2", "1 3", "2 3", "1 2 3")
                .map(LeaderElectorTest::ids)
                .toList();
        for (List<Integer> isr : sets.subList(1, sets.size())) {
            for (int leader : Stream.concat(Stream.of(-1), isr.stream()).toList()) {
                for (List<Integer> alive : sets) {
                    for (List<Integer> leaving : sets) {
                        for (List<Integer> restarted : sets) {
                            for (boolean isUnclean : new boolean[] {false, true}) {
                                check(partition(leader, 5, isr), liveness(alive, leaving, restarted), isUnclean);
                            }
                        }
                    }
                }
            }
        }
    }

    private static void check(PartitionImage before, Liveness liveness, boolean isUnclean) {
        LeaderElector elector = new LeaderElector(new BrokerRules(), isUnclean, true);
        PartitionImage after = elector.decide(before, liveness).orElse(before);
        String row = before + " " + liveness + " -> " + after;

        assertThat(after.isr()).as(row).isNotEmpty();
        assertThat(after.leader() == -1 || after.isr().contains(after.leader()))
                .as(row)
                .isTrue();
        assertThat(after.leaderEpoch() - before.leaderEpoch()).as(row).isBetween(0, 1);
        assertThat(after.leader() == before.leader() || after.leaderEpoch() > before.leaderEpoch())
                .as(row)
                .isTrue();
        assertThat(after.leader() == -1 || liveness.alive().contains(after.leader()))
                .as(row)
                .isTrue();
        assertThat(isUnclean || before.isr().containsAll(after.isr())).as(row).isTrue();
        // Written, it stays so: what restarted has been seen.
        Liveness seen = new Liveness(liveness.alive(), liveness.leaving(), new TreeSet<>());
        PartitionImage settled = elector.decide(after, seen).orElse(after);
        assertThat(elector.decide(settled, seen)).as(row).isEmpty();
    }

    private static PartitionImage partition(int leader, int leaderEpoch, List<Integer> isr) {
        return new PartitionImage(0, List.of(1, 2, 3), leader, leaderEpoch, isr, 9, 1, 100);
    }

    private static Liveness liveness(List<Integer> alive, List<Integer> leaving, List<Integer> restarted) {
        return new Liveness(new TreeSet<>(alive), new TreeSet<>(leaving), new TreeSet<>(restarted));
    }

    private static List<Integer> ids(String text) {
        return text == null || text.isBlank()
                ? List.of()
                : Stream.of(text.split(" ")).map(Integer::valueOf).toList();
    }
}

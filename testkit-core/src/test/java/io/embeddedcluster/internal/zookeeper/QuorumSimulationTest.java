package io.embeddedcluster.internal.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.fixture.SeedRange;
import io.embeddedcluster.internal.zookeeper.replicated.QuorumRules;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goal: no crash, loss of power, pause, split or loss of messages breaks what ZooKeeper promises its clients.
 *
 * <p>Method: {@value #SEEDS} seeds, each a life of three or five servers, some of them observers, and ten clients in virtual
 * time. Clients do all that clients can do at random: read, write, sync, watch, do several things in one multi, change ACLs
 * and quotas, make containers and TTL nodes, and one gives the ensemble other members. They move to other servers, and end
 * their sessions or let them expire; each answer is held against what the servers really did, and that against a model of ZooKeeper of its own:
 * writes are there, done once, and in order of real time, reads are of one moment that never goes back, a sync makes them
 * fresh, watch events come once, in order, and before answers that show the change, none is missing, also after a move,
 * sessions end only when the log says so, and ephemeral znodes with them, containers and TTL nodes when their time is over
 * and not before. At the end there is peace, and everybody has to
 * be served and to agree. Every tenth seed runs twice, with the same trace. {@link QuorumMutationTest} shows that broken
 * promises are found out.
 *
 * <p>Replay of one seed: {@code mvn test -pl testkit-core -Dtest=QuorumSimulationTest -Dquorum.seed=17}. More seeds:
 * {@code -Dtest.excludedGroups= -Dquorum.seeds=500-3000}.
 */
class QuorumSimulationTest {

    static final int SEEDS = 500;

    @Test
    @Tag("seeds")
    void promisesHoldUnderEverySeed() {
        Long only = Long.getLong("quorum.seed");
        if (only != null) {
            run(only);
            return;
        }
        Totals totals = new Totals();
        new SeedRange(0, SEEDS).forEachInParallel(seed -> {
            QuorumSimulation life = run(seed);
            totals.add(life);
            if (seed % 10 == 0) {
                assertThat(run(seed).world().traceHash())
                        .as("trace of the second run of seed " + seed)
                        .isEqualTo(life.world().traceHash());
            }
        });
        System.out.println(SEEDS + " seeds: " + totals.counts);
        // A simulation in which something never happens says nothing about it.
        assertThat(totals.counts.get("writes")).isGreaterThan(500L * SEEDS);
        assertThat(totals.counts.get("reads")).isGreaterThan(300L * SEEDS);
        assertThat(totals.counts)
                .allSatisfy((what, count) -> assertThat(count).as(what).isGreaterThan(SEEDS / 4));
    }

    @Test
    @Tag("soak")
    void promisesHoldUnderManyMoreSeeds() {
        SeedRange.of("quorum.seeds", SEEDS, 3_000).forEachInParallel(QuorumSimulationTest::run);
    }

    /** How often everything has happened, over all seeds. */
    private static final class Totals {

        private final Map<String, Long> counts = new TreeMap<>();

        private synchronized void add(QuorumSimulation life) {
            Board board = life.board();
            count("writes", board.writes);
            count("writes that failed", board.refusals);
            count("multis", board.multis);
            count("reads", board.reads);
            count("reads after a sync", board.syncedReads);
            count("watch events", board.events);
            count("watch events after a move", board.replays);
            count("moves on purpose", board.moves);
            count("sessions closed", board.closed);
            count("sessions expired", board.expired);
            count("requests without an answer", board.lost);
            count("writes that an ACL forbids", board.unauthorized);
            count("writes beyond a quota", board.overQuota);
            count("reconfigurations", board.reconfigurations);
            count("watches that stay", board.longWatches);
            count("watches found or removed", board.foundWatches);
            count("containers and TTL nodes gone by themselves", life.truth().outlivedCount());
        }

        private void count(String what, long times) {
            counts.merge(what, times, Long::sum);
        }
    }

    private static QuorumSimulation run(long seed) {
        QuorumSimulation life = new QuorumSimulation(seed, new QuorumRules(), Map.of());
        try {
            life.run();
        } catch (Throwable problem) {
            throw new AssertionError(
                    "seed " + seed + " (replay with -Dquorum.seed=" + seed + ")\n" + lastLines(life), problem);
        }
        return life;
    }

    private static String lastLines(QuorumSimulation life) {
        return life.world().journal().last(60).stream().map(Object::toString).collect(Collectors.joining("\n"));
    }
}

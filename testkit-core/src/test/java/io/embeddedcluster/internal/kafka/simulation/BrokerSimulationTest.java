package io.embeddedcluster.internal.kafka.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.fixture.SeedRange;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goal: no kill, loss of power, loss of a disk, pause, split or slow link breaks what Kafka promises its clients.
 *
 * <p>Method: {@value #SEEDS} seeds, each a life of three brokers, three quorum nodes, an admin, five producers and two
 * consumers in virtual time, all of them the classes that run live or clients that speak the wire protocol. {@link
 * Promises} says what is checked and when. At the end all is healed, and has to be in sync and to make progress within a
 * bound of virtual time. Some seeds run twice, with the same trace. {@link BrokerMutationTest} shows that broken promises
 * are found out.
 *
 * <p>What it has found has tests of its own: the ISR of a topic that was written by a leader of the topic of that name before
 * ({@code MetadataTest}), the high watermark of a deleted topic ({@code HighWatermarkCheckpointTest}), what was cut and came
 * back after a loss of power ({@code PartitionLogTest}), a session that was being closed and counted as connected ({@code
 * ClosingSessionTest}), a follower that was not told the high watermark after it had cut its log, or after two of its fetches had
 * overtaken each other ({@code FetchSessionsTest}).
 *
 * <p>Replay of one seed: {@code mvn test -pl testkit-core -Dtest=BrokerSimulationTest -Dbrokers.seed=17}. More seeds:
 * {@code -Dtest.excludedGroups= -Dbrokers.seeds=2000-20000}.
 */
class BrokerSimulationTest {

    static final int SEEDS = 2000;

    @Test
    @Tag("seeds")
    void promisesHoldUnderEverySeed() {
        Long only = Long.getLong("brokers.seed");
        if (only != null) {
            run(only);
            return;
        }
        Map<String, Long> totals = new TreeMap<>();
        new SeedRange(0, SEEDS).forEachInParallel(seed -> {
            Map<String, Long> counts = run(seed).workload().counts();
            synchronized (totals) {
                counts.forEach((what, count) -> totals.merge(what, count, Long::sum));
            }
        });
        System.out.println(SEEDS + " seeds: " + totals);
        // A simulation in which something never happens says nothing about it.
        assertThat(totals.get("batches acknowledged")).isGreaterThan(20L * SEEDS);
        assertThat(totals)
                .containsKeys(
                        "topics deleted",
                        "unclean elections",
                        "wipes",
                        "losses of power",
                        "lives with slow links",
                        "stalls",
                        "controllers deposed");
        assertThat(totals)
                .allSatisfy((what, count) -> assertThat(count).as(what).isGreaterThan(SEEDS / 10));
    }

    /** The hash is printed, to be compared between versions of Java. */
    @Test
    void aSeedGivesTheSameTraceTwice() {
        StringBuilder hashes = new StringBuilder();
        for (long seed = 0; seed < 10; seed++) {
            long hash = run(seed).world().traceHash();
            assertThat(run(seed).world().traceHash())
                    .as("trace of the second run of seed " + seed)
                    .isEqualTo(hash);
            hashes.append(String.format(" %016x", hash));
        }
        System.out.println("traces of the seeds 0 to 9:" + hashes);
    }

    @Test
    @Tag("soak")
    void promisesHoldUnderManyMoreSeeds() {
        SeedRange.of("brokers.seeds", SEEDS, 20_000).forEachInParallel(BrokerSimulationTest::run);
    }

    private static BrokerSimulation run(long seed) {
        BrokerSimulation life = new BrokerSimulation(seed);
        try {
            life.run();
        } catch (Throwable problem) {
            throw new AssertionError(
                    "seed " + seed + " (replay with -Dbrokers.seed=" + seed + "): " + problem.getMessage() + "\n"
                            + life.world().journal().last(60).stream()
                                    .map(Object::toString)
                                    .collect(Collectors.joining("\n")),
                    problem);
        }
        return life;
    }
}

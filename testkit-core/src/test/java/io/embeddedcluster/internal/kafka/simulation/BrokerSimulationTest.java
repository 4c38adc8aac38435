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
 * bound of virtual time. Some seeds run twice, with the same trace.
 *
 * <p>Not settled: of the seeds 20 to 149 thirteen break a promise (41, 66, 67, 75, 84 to 86, 90, 97, 102, 110, 144, 148). Seed
 * 97 is a defect of the broker, which takes over the high watermark of a deleted topic of the same name; of the others it is
 * not known yet whether the broker, the simulated producer or the check is wrong.
 *
 * <p>Replay of one seed: {@code mvn test -pl testkit-core -Dtest=BrokerSimulationTest -Dbrokers.seed=17}. More seeds:
 * {@code -Dtest.excludedGroups= -Dbrokers.seeds=20-2000}.
 */
class BrokerSimulationTest {

    static final int SEEDS = 20;

    @Test
    void promisesHoldUnderEverySeed() {
        Long only = Long.getLong("brokers.seed");
        if (only != null) {
            run(only);
            return;
        }
        Map<String, Long> totals = new TreeMap<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            run(seed).workload().counts().forEach((what, count) -> totals.merge(what, count, Long::sum));
        }
        System.out.println(SEEDS + " seeds: " + totals);
    }

    @Test
    void aSeedGivesTheSameTraceTwice() {
        for (long seed = 0; seed < 3; seed++) {
            assertThat(run(seed).world().traceHash())
                    .as("trace of the second run of seed " + seed)
                    .isEqualTo(run(seed).world().traceHash());
        }
    }

    @Test
    @Tag("soak")
    void promisesHoldUnderManyMoreSeeds() {
        SeedRange.of("brokers.seeds", SEEDS, 2_000).forEachInParallel(BrokerSimulationTest::run);
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

package io.embeddedcluster.internal.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Goal: no crash, loss of power, pause, split or loss of messages breaks what ZooKeeper promises its clients.
 *
 * <p>Method: {@value #SEEDS} seeds, each a life of three or five servers and four clients in virtual time. Clients read,
 * write, sync and watch at random; each answer is held against what the servers really did: writes are there and in order
 * of real time, reads are of one moment that never goes back, a sync makes them fresh, watch events come before answers
 * that show the change, none is missing, sessions end only when the log says so, and ephemeral znodes with them. At the
 * end there is peace, and everybody has to be served and to agree. Every tenth seed runs twice, with the same trace.
 *
 * <p>Replay of one seed: {@code mvn test -pl testkit-core -Dtest=QuorumSimulationTest -Dquorum.seed=17}
 */
class QuorumSimulationTest {

    static final int SEEDS = 200;

    @Test
    void promisesHoldUnderEverySeed() {
        Long only = Long.getLong("quorum.seed");
        if (only != null) {
            run(only);
            return;
        }
        long writes = 0;
        long reads = 0;
        long events = 0;
        long expired = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            QuorumSimulation life = run(seed);
            writes += life.board().writes;
            reads += life.board().reads;
            events += life.board().events;
            expired += life.board().expired;
            if (seed % 10 == 0) {
                assertThat(run(seed).world().traceHash())
                        .as("trace of the second run of seed " + seed)
                        .isEqualTo(life.world().traceHash());
            }
        }
        System.out.printf(
                "%d seeds: %d writes, %d reads, %d watch events, %d sessions expired%n",
                SEEDS, writes, reads, events, expired);
        // A simulation in which nothing happens finds nothing.
        assertThat(writes).isGreaterThan(100L * SEEDS);
        assertThat(reads).isGreaterThan(100L * SEEDS);
        assertThat(events).isGreaterThan(50L * SEEDS);
        assertThat(expired).isGreaterThan(SEEDS / 5);
    }

    private static QuorumSimulation run(long seed) {
        QuorumSimulation life = new QuorumSimulation(seed);
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

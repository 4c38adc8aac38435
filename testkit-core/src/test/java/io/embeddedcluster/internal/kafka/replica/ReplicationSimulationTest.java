package io.embeddedcluster.internal.kafka.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.fixture.SeedRange;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: no record that was acknowledged with acks=all is ever lost, and replicas agree on all that is committed.
 *
 * <p>Method: three replicas on real logs and disks, a quorum that holds the partition's state, and a controller that
 * elects from the ISR; messages between them are delayed, reordered between links and lost; brokers crash and come back;
 * leaders are deposed without hearing of it. After each event the invariants of {@link ReplicationWorld} are verified.
 * Each mutation breaks one rule on purpose and must be caught. (Fencing of fetches by leader epoch has no mutation here:
 * its absence needs a rarer accident than these seeds bring about. {@link LeaderReplicaTest} tests it by hand.)
 *
 * <p>To replay: {@code new ReplicationWorld(seed, Mutation.NONE).run(EVENTS)}; the failure names the seed.
 * More seeds: {@code -Dtest.excludedGroups= -Dreplication.seeds=500-20000}.
 */
class ReplicationSimulationTest {

    private static final int SEEDS = 500;
    private static final int SEEDS_PER_MUTATION = 1500;
    private static final int EVENTS = 1500;

    @Test
    void nothingCommittedIsLost() {
        long acknowledged = 0;
        Map<ReplicationWorld.Happening, Integer> seen = new EnumMap<>(ReplicationWorld.Happening.class);
        for (long seed = 0; seed < SEEDS; seed++) {
            ReplicationWorld world = run(seed);
            acknowledged += world.acknowledgedCount();
            world.happenings().forEach((happening, count) -> seen.merge(happening, count, Integer::sum));
        }
        // What never happened was not tested.
        assertThat(acknowledged).isGreaterThan(SEEDS * 20L);
        assertThat(seen.keySet()).containsExactlyInAnyOrder(ReplicationWorld.Happening.values());
    }

    @Test
    @Tag("soak")
    void nothingCommittedIsLostUnderManyMoreSeeds() {
        SeedRange.of("replication.seeds", SEEDS, 20_000).forEachInParallel(ReplicationSimulationTest::run);
    }

    private static ReplicationWorld run(long seed) {
        ReplicationWorld world = new ReplicationWorld(seed, Mutation.NONE);
        world.run(EVENTS);
        world.healAndVerifyAgreement();
        return world;
    }

    @Test
    void aSeedRunsTheSameTwice() {
        for (long seed = 0; seed < 5; seed++) {
            ReplicationWorld first = new ReplicationWorld(seed, Mutation.NONE);
            first.run(EVENTS);
            ReplicationWorld second = new ReplicationWorld(seed, Mutation.NONE);
            second.run(EVENTS);
            assertThat(second.trace()).isEqualTo(first.trace());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBrokenRuleIsCaught(Mutation mutation) {
        List<Long> caught = new ArrayList<>();
        for (long seed = 0; seed < SEEDS_PER_MUTATION && caught.isEmpty(); seed++) {
            try {
                ReplicationWorld world = new ReplicationWorld(seed, mutation);
                world.run(EVENTS);
                world.healAndVerifyAgreement();
            } catch (AssertionError | IllegalStateException e) {
                caught.add(seed);
            }
        }
        assertThat(caught)
                .as("%s within %s seeds", mutation, SEEDS_PER_MUTATION)
                .isNotEmpty();
    }
}

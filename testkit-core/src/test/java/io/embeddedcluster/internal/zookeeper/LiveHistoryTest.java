package io.embeddedcluster.internal.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.embeddedcluster.fixture.SeedRange;
import io.embeddedcluster.internal.zookeeper.LiveLife.Fault;
import io.embeddedcluster.internal.zookeeper.QuorumMutationTest.Mutation;
import io.embeddedcluster.internal.zookeeper.replicated.QuorumRules;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: what {@link QuorumSimulationTest} shows of simulated servers and clients is true of live ones, with the real client.
 *
 * <p>Method: three servers and ten real clients, which do all that clients can do, several requests at a time, while each of
 * {@link Fault} comes once. What passes between each client and its server is written down, and judged in the end by the
 * same checker, against what the servers have applied. What an application was told of its writes is judged too; where it
 * lost its connection it was told nothing, and the truth alone knows.
 *
 * <p>More lives, in which faults come in another order: {@code -Dtest.excludedGroups= -Dquorum.live.seeds=1-40}. A seed does
 * not replay a life.
 */
class LiveHistoryTest {

    private static final List<OpCode> OPERATIONS = List.of(
            OpCode.CREATE,
            OpCode.CREATE2,
            OpCode.CREATE_CONTAINER,
            OpCode.CREATE_TTL,
            OpCode.DELETE,
            OpCode.SET_DATA,
            OpCode.SET_ACL,
            OpCode.MULTI,
            OpCode.MULTI_READ,
            OpCode.SYNC,
            OpCode.EXISTS,
            OpCode.GET_DATA,
            OpCode.GET_ACL,
            OpCode.GET_CHILDREN,
            OpCode.GET_CHILDREN2,
            OpCode.GET_EPHEMERALS,
            OpCode.GET_ALL_CHILDREN_NUMBER,
            OpCode.ADD_WATCH,
            OpCode.REMOVE_WATCHES,
            OpCode.SET_WATCHES2,
            OpCode.CLOSE_SESSION);

    private static final int MAX_OUTSTANDING = 12;

    /** Where little waits, more happens at the moment that matters. */
    private static final int MUTANT_MAX_OUTSTANDING = 2;

    /** What breaks a promise shows in a life by chance: the rarest, a sync that says too much, in every fourth. */
    private static final int MUTANT_LIVES = 100;

    /** Each promise, and the faults that put it to the test. */
    private static final Map<Mutation, List<Fault>> TRIALS = Map.of(
            Mutation.ANSWERS_BEFORE_THE_COMMIT, List.of(Fault.LEADER_SPLIT_OFF, Fault.LEADER_SPLIT_OFF),
            Mutation.ANSWERS_A_SYNC_BY_ITSELF, Collections.nCopies(6, Fault.FOLLOWER_SPLIT_OFF),
            Mutation.TELLS_WATCHES_AFTER_THE_ANSWER, List.of(Fault.CONNECTIONS_CUT),
            Mutation.FORGETS_AN_EPHEMERAL, Collections.nCopies(3, Fault.SESSIONS_EXPIRED),
            Mutation.LOSES_THE_MOVE_OF_A_SESSION, Collections.nCopies(3, Fault.FOLLOWER_LEFT_WHILE_PAUSED));

    @Test
    void promisesHold() throws Exception {
        live(0);
    }

    @Test
    @Tag("soak")
    void promisesHoldInManyMoreLives() {
        SeedRange.of("quorum.live.seeds", 1, 40).forEach(seed -> {
            try {
                live(seed);
            } catch (Throwable problem) {
                throw new AssertionError("life " + seed, problem);
            }
        });
    }

    private static void live(long seed) throws Exception {
        LiveLife life = new LiveLife(seed, new QuorumRules(), MAX_OUTSTANDING);
        try (life) {
            life.disturb();
            life.makePeace();
        }
        assertThat(life.violations()).isEmpty();
        System.out.println("life " + seed + ": " + life.answered() + " " + life.counts());
        // A life in which something never happens says nothing about it.
        assertThat(life.fired()).containsExactlyInAnyOrder(Fault.values());
        assertThat(life.answered()).containsKeys(OPERATIONS.toArray(OpCode[]::new));
        assertThat(life.answered().values().stream().mapToInt(Integer::intValue).sum())
                .as("requests answered")
                .isGreaterThan(2_000);
        Map<String, Long> counts = life.counts();
        assertThat(counts.get("changes of the leader")).isGreaterThanOrEqualTo(3);
        assertThat(counts.get("sessions expired by the leader")).isGreaterThanOrEqualTo(2);
        assertThat(counts.get("sessions whose client was told of the end")).isGreaterThanOrEqualTo(1);
        assertThat(counts.get("sessions moved")).isGreaterThan(20);
        assertThat(counts.get("messages stopped by splits")).isGreaterThan(10);
        assertThat(counts.get("watch events")).isGreaterThan(500);
    }

    static Set<Mutation> trials() {
        return new TreeSet<>(TRIALS.keySet());
    }

    @ParameterizedTest
    @MethodSource("trials")
    void brokenPromiseIsFoundOut(Mutation mutation) throws IOException {
        for (long seed = 0; seed < MUTANT_LIVES; seed++) {
            List<String> found = violations(seed, mutation);
            if (!found.isEmpty()) {
                System.out.printf("%s is found out by life %d: %s%n", mutation, seed, found.get(0));
                assertThat(found).anySatisfy(violation -> assertThat(violation).containsPattern(mutation.promise()));
                return;
            }
        }
        fail(mutation + " passes " + MUTANT_LIVES + " lives unnoticed");
    }

    private static List<String> violations(long seed, Mutation mutation) throws IOException {
        LiveLife life = new LiveLife(seed, mutation.rules(), MUTANT_MAX_OUTSTANDING);
        try (life) {
            for (Fault fault : TRIALS.get(mutation)) {
                life.disturb(fault);
            }
        } catch (AssertionError | RuntimeException broken) {
            // A broken server may not serve any more; what it has done before is judged.
        }
        return life.violations();
    }
}

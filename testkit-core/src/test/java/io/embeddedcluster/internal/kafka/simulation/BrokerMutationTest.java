package io.embeddedcluster.internal.kafka.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: the simulation of {@link BrokerSimulationTest} is worth its time: brokers that break a promise are found out, and
 * the failure names that promise.
 *
 * <p>Method: each entry of the table is brokers with one rule broken, and what the failure must say. The same seeds are
 * tried one after the other; the first that fails has to fail for that reason.
 *
 * <p>One more rule of {@link BrokerRules}, {@code mayJoinIsr}, needs rarer accidents than these seeds bring about: {@code
 * ReplicationSimulationTest} breaks it, where brokers have nothing else to do than to replicate.
 *
 * <p>Replay: the seed that found it is printed; {@code -Dbrokers.mutation.seed=17} tries that one only.
 */
@Tag("seeds")
class BrokerMutationTest {

    private static final int SEEDS = 300;
    private static final int ANY_VERSION = -1;

    /** Which promise is looked at first depends on who notices: the broker that lacks something, or a client. */
    private static final String LOST = "what is committed is not cut|a clean leader has all that is committed|"
            + "nothing acknowledged is lost|below the high watermark all replicas are equal|"
            + "consumers see a prefix of one order";

    /** Brokers with one rule broken, and a pattern of what the failure says. */
    enum Mutation {
        ACKNOWLEDGES_BEFORE_REPLICATION("acks=all waits for replication|" + LOST, new BrokerRules() {
            @Override
            public boolean holdsBackHighWatermark(boolean isInSync, boolean isJoining) {
                return false;
            }
        }),
        DOES_NOT_CUT_BY_EPOCH(
                LOST + "|within .* in sync|after a heal all replicas are equal|logs of one leader epoch",
                new BrokerRules() {
                    @Override
                    public boolean hasDiverged(int lastEpoch, long fetchOffset, int ownEpoch, long ownEndOffset) {
                        return false;
                    }
                }),
        DOES_NOT_CARRY_THE_HIGH_WATERMARK("within .* in sync", new BrokerRules() {
            @Override
            public long highWatermarkAfterFetch(long own, long leaders, long logEndOffset) {
                return Math.min(own, logEndOffset);
            }
        }),
        COUNTS_A_SMALLER_ISR_BEFORE_IT_IS_CONFIRMED("acks=all|" + LOST, new BrokerRules() {
            @Override
            public List<Integer> maximalIsr(List<Integer> committed, List<Integer> proposed) {
                return proposed;
            }
        }),
        IGNORES_MIN_INSYNC_REPLICAS("acks=all needs min.insync.replicas", new BrokerRules() {
            @Override
            public boolean isUnderMinIsr(int isrSize, int minInsyncReplicas) {
                return false;
            }
        }),
        SHOWS_WHAT_IS_NOT_COMMITTED("consumers see a prefix of one order", new BrokerRules() {
            @Override
            public long readableEnd(long highWatermark, long logEndOffset) {
                return logEndOffset;
            }
        }),
        TAKES_ALL_FOR_COMMITTED_AFTER_A_RESTART(LOST, new BrokerRules() {
            @Override
            public long highWatermarkAtStart(long checkpointed, long logEndOffset) {
                return logEndOffset;
            }
        }),
        LEADS_ON_AFTER_A_RESTART("one leader per epoch|logs of one leader epoch|" + LOST, new BrokerRules() {
            @Override
            public boolean isOfAnEarlierLife(long stateZxid, long brokerEpoch) {
                return false;
            }
        }),
        ELECTS_FROM_OUTSIDE_THE_ISR("the leader is in the ISR", new BrokerRules() {
            @Override
            public boolean mayElectOutsideIsr(boolean isUncleanAllowed) {
                return true;
            }
        }),
        LETS_A_DEPOSED_CONTROLLER_WRITE("a stale controller is fenced", new BrokerRules() {
            @Override
            public int controllerEpochVersion(int ofTerm) {
                return ANY_VERSION;
            }
        }),
        ELECTS_WITHOUT_A_NEW_EPOCH("one leader per epoch", new BrokerRules() {
            @Override
            public int nextLeaderEpoch(int before) {
                return before;
            }
        }),
        TRUSTS_WHAT_A_RESTARTED_BROKER_HAD("within .* in sync|acks=all|" + LOST, new BrokerRules() {
            @Override
            public boolean countsAsRestarted(boolean isNewSinceState, boolean isNewToController) {
                return false;
            }
        }),
        WRITES_THE_ISR_WHATEVER_ITS_VERSION(
                "one leader per epoch|leader epochs never go back|a stale controller is fenced|" + LOST,
                new BrokerRules() {
                    @Override
                    public int stateVersion(int known) {
                        return ANY_VERSION;
                    }
                }),
        TAKES_BATCHES_OUT_OF_ORDER("sequences are contiguous", new BrokerRules() {
            @Override
            public boolean isInSequence(boolean follows) {
                return true;
            }
        }),
        KNOWS_NO_DUPLICATE("what is known of a producer survives", new BrokerRules() {
            @Override
            public boolean isDuplicate(boolean isRemembered) {
                return false;
            }
        }),
        FORGETS_PRODUCERS_WHEN_ANOTHER_BROKER_LEADS(
                "sequences are contiguous|what is known of a producer survives", new BrokerRules() {
                    @Override
                    public boolean rememberProducersOfFetchedBatches() {
                        return false;
                    }
                });

        private final Pattern promise;

        @SuppressWarnings("ImmutableEnumChecker") // it has no fields
        private final BrokerRules rules;

        Mutation(String promise, BrokerRules rules) {
            this.promise = Pattern.compile(promise);
            this.rules = rules;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenRuleIsFoundOut(Mutation mutation) {
        Long only = Long.getLong("brokers.mutation.seed");
        for (long seed = only == null ? 0 : only; seed < (only == null ? SEEDS : only + 1); seed++) {
            BrokerSimulation life = new BrokerSimulation(seed, mutation.rules);
            try {
                life.run();
            } catch (AssertionError | RuntimeException found) {
                System.out.println(mutation + " is found by seed " + seed + ": " + found.getMessage());
                assertThat(found.getMessage()).containsPattern(mutation.promise);
                return;
            }
        }
        fail(mutation + " is not found by " + SEEDS + " seeds");
    }
}

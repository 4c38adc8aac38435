package io.embeddedcluster.internal.raft;

import static org.junit.jupiter.api.Assertions.fail;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.simulated.SimulationFailure;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: the simulation of {@link RaftSimulationTest} is worth its time: whoever breaks one rule of Raft is found out.
 *
 * <p>Method: each entry of the table is Raft with one rule broken. Among the same seeds there has to be one in which a
 * property of the paper, or a check of our own, does not hold. That the voters fail to agree in the end does not count:
 * all these rules are about safety. The simulation is deterministic, so a
 * mutation that passes unnoticed after a change of either means: the nemesis has to try harder.
 *
 * <p>Replay: the seed that found it is printed; {@code -Draft.mutation.seed=17} tries that one only.
 */
@Tag("seeds")
class RaftMutationTest {

    /** Raft with one rule broken. */
    enum Mutation {
        VOTES_TWICE_IN_A_TERM(new RaftRules() {
            @Override
            boolean mayVote(@Nullable NodeName votedFor, NodeName candidate) {
                return true;
            }
        }),
        FORGETS_ITS_VOTE_IN_A_CRASH(new RaftRules() {
            @Override
            @Nullable
            NodeName voteToSave(@Nullable NodeName votedFor) {
                return null;
            }
        }),
        VOTES_FOR_ANY_LOG(new RaftRules() {
            @Override
            boolean isUpToDate(long candidateLastTerm, long candidateLastIndex, RaftLog log) {
                return true;
            }
        }),
        VOTES_BY_LENGTH_OF_LOG_ALONE(new RaftRules() {
            @Override
            boolean isUpToDate(long candidateLastTerm, long candidateLastIndex, RaftLog log) {
                return candidateLastIndex >= log.lastIndex();
            }
        }),
        HALF_IS_A_QUORUM(new RaftRules() {
            @Override
            int quorum(int voters) {
                return Math.max(1, voters / 2);
            }
        }),
        COMMITS_WHAT_ONE_ALONE_HAS(new RaftRules() {
            @Override
            int copiesToCommit(int voters) {
                return 1;
            }
        }),
        LISTENS_TO_EARLIER_TERMS(new RaftRules() {
            @Override
            boolean isStale(long messageTerm, long currentTerm) {
                return false;
            }
        }),
        APPENDS_WHERE_LOGS_DO_NOT_CONNECT(new RaftRules() {
            @Override
            boolean previousMatches(RaftLog log, long previousIndex, long previousTerm) {
                return previousIndex <= log.lastIndex();
            }
        }),
        KEEPS_CONFLICTING_ENTRIES(new RaftRules() {
            @Override
            boolean conflicts(long existingTerm, long newTerm) {
                return false;
            }
        }),
        CUTS_ENTRIES_THAT_DO_NOT_CONFLICT(new RaftRules() {
            @Override
            boolean conflicts(long existingTerm, long newTerm) {
                return true;
            }
        }),
        FOLLOWER_COMMITS_WHAT_IT_CANNOT_KNOW(new RaftRules() {
            @Override
            long followerCommit(long leaderCommit, long lastMatchingIndex, RaftLog log) {
                return Math.min(leaderCommit, log.lastIndex());
            }
        }),
        COMMITS_EARLIER_TERMS_BY_COUNTING(new RaftRules() {
            @Override
            boolean mayCommit(long entryTerm, long currentTerm) {
                return true;
            }
        }),
        ANSWERS_BEFORE_THE_SYNC(new RaftRules() {
            @Override
            boolean mayAnswer(long writesDurable, long writesBeforeAnswer) {
                return true;
            }
        }),
        LEADER_COUNTS_ITSELF_BEFORE_THE_SYNC(new RaftRules() {
            @Override
            long leaderMatchIndex(long lastIndex, long durableIndex) {
                return lastIndex;
            }
        }),
        DECIDES_BY_THE_OLD_MEMBERS_ALONE(new RaftRules() {
            @Override
            List<Membership> electorates(Membership previous, Membership latest, boolean isLatestCommitted) {
                return List.of(isLatestCommitted ? latest : previous);
            }
        }),
        DECIDES_BY_THE_NEW_MEMBERS_ALONE(new RaftRules() {
            @Override
            List<Membership> electorates(Membership previous, Membership latest, boolean isLatestCommitted) {
                return List.of(latest);
            }
        }),
        CHANGES_MEMBERS_AGAIN_BEFORE_THE_LAST_CHANGE_IS_COMMITTED(new RaftRules() {
            @Override
            boolean mayReconfigure(long latestMembershipIndex, long commitIndex) {
                return true;
            }
        }),
        DECIDES_BY_MEMBERS_THAT_WERE_CUT_OFF(new RaftRules() {
            @Override
            void forgetMembers(NavigableMap<Long, Membership> saidByCutEntries) {}
        }),
        BELIEVES_OTHERS_COMMITTED_WHATEVER_ITS_OWN_LOG(new RaftRules() {
            @Override
            boolean sharesCommitted(RaftLog log, long commitIndex, long commitTerm) {
                return log.knows(commitIndex);
            }
        }),
        KEEPS_ENTRIES_THAT_A_SNAPSHOT_CONTRADICTS(new RaftRules() {
            @Override
            boolean keepsEntriesAfter(RaftSnapshot snapshot, RaftLog log) {
                return log.knows(snapshot.lastIndex());
            }
        });

        @SuppressWarnings("ImmutableEnumChecker") // it has no fields
        private final RaftRules rules;

        Mutation(RaftRules rules) {
            this.rules = rules;
        }
    }

    @ParameterizedTest
    @EnumSource
    void brokenRuleIsFoundOut(Mutation mutation) {
        Long only = Long.getLong("raft.mutation.seed");
        long from = only == null ? 0 : only;
        long to = only == null ? RaftSimulationTest.SEEDS : only + 1;
        for (long seed = from; seed < to; seed++) {
            String found = violation(seed, mutation.rules);
            if (found != null) {
                System.out.printf("%s is found out by seed %d: %s%n", mutation, seed, found);
                return;
            }
        }
        fail(mutation + " passes seeds " + from + " to " + (to - 1) + " unnoticed");
    }

    private static @Nullable String violation(long seed, RaftRules rules) {
        RaftSimulation simulation = new RaftSimulation(seed, rules);
        try {
            simulation.run();
            return null;
        } catch (RaftInvariants.Violation | SimulationFailure found) {
            return found.getMessage();
        } catch (AssertionError noAgreement) {
            return null;
        }
    }
}

package io.embeddedcluster.internal.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.simulated.SimulationFailure;
import io.embeddedcluster.internal.raft.BrokenRaft;
import io.embeddedcluster.internal.raft.RaftRules;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.replicated.Command;
import io.embeddedcluster.internal.zookeeper.replicated.CommandForwarder;
import io.embeddedcluster.internal.zookeeper.replicated.QuorumRules;
import io.embeddedcluster.internal.zookeeper.session.ServerSession;
import io.embeddedcluster.internal.zookeeper.tree.TreeChange;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import io.embeddedcluster.internal.zookeeper.watch.Watches;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: the simulation of {@link QuorumSimulationTest} is worth its time: a server that breaks a promise is found out, and
 * the failure names that promise.
 *
 * <p>Method: each entry of the table is a server with one rule broken, and what the failure must say. The same seeds are
 * tried one after the other; the first that fails has to fail for that reason.
 *
 * <p>Replay: the seed that found it is printed; {@code -Dquorum.mutation.seed=17} tries that one only.
 */
@Tag("seeds")
class QuorumMutationTest {

    /** Whoever looks first where a write is lost: a server, whoever writes on top of it, a client that waits, or Raft. */
    private static final String LOST_WRITE =
            "write is lost|is two things|by the rules|of missed changes|committed up to|lead term";

    /** A server with one rule broken, and a pattern of what the failure says. */
    enum Mutation {
        ANSWERS_BEFORE_THE_COMMIT(LOST_WRITE, new QuorumRules() {
            @Override
            public RaftRules raft() {
                return BrokenRaft.leaderCommitsAlone();
            }
        }),
        ANSWERS_A_SYNC_BY_ITSELF("stale sync", new QuorumRules() {
            @Override
            public void submit(CommandForwarder forwarder, Command command, Consumer<WriteResult> answer) {
                if (command instanceof Command.Sync sync && forwarder.outstanding() == 0) {
                    answer.accept(WriteResult.done(sync.path(), null));
                } else {
                    super.submit(forwarder, command, answer);
                }
            }
        }),
        TELLS_WATCHES_AFTER_THE_ANSWER("watch event after the answer", new QuorumRules() {
            @Override
            public TreeChange.Listener watching(Watches watches, Host host) {
                return change -> host.execute(() -> watches.changed(change));
            }
        }),
        FORGETS_AN_EPHEMERAL("outlives its session", new QuorumRules() {
            @Override
            public List<String> endWith(long session, ZnodeTree tree) {
                List<String> all = super.endWith(session, tree);
                return all.subList(0, Math.min(1, all.size()));
            }
        }),
        LOSES_THE_MOVE_OF_A_SESSION("lost move", new QuorumRules() {
            @Override
            public boolean mayWriteThrough(long forwarderId, ServerSession session) {
                return true;
            }
        }),
        DELETES_WHAT_STILL_HAS_TIME("deleted before its time", new QuorumRules() {
            @Override
            public boolean isDue(Znode node, long wallMillis, QuorumConfig config) {
                return node.children().isEmpty();
            }
        }),
        DELETES_NOTHING_BY_ITSELF("outlived: \\[/", new QuorumRules() {
            @Override
            public boolean isDue(Znode node, long wallMillis, QuorumConfig config) {
                return false;
            }
        }),
        LOOKS_AT_NO_ACL("by the rules", Map.of("skipACL", "yes")),
        LOOKS_AT_NO_QUOTA("by the rules", Map.of("enforceQuota", "false")),
        TELLS_A_WATCH_THAT_STAYS_TWICE("nobody waits for|told \\[", new QuorumRules() {
            @Override
            public TreeChange.Listener watching(Watches watches, Host host) {
                return change -> {
                    watches.changed(change);
                    watches.changed(change);
                };
            }
        }),
        TAKES_HALF_FOR_A_MAJORITY(LOST_WRITE, new QuorumRules() {
            @Override
            public RaftRules raft() {
                return BrokenRaft.halfIsEnough();
            }
        });

        private final String promise;

        @SuppressWarnings("ImmutableEnumChecker") // it has no fields
        private final QuorumRules rules;

        @SuppressWarnings("ImmutableEnumChecker") // nobody can change it
        private final Map<String, String> settings;

        Mutation(String promise, QuorumRules rules) {
            this(promise, rules, Map.of());
        }

        Mutation(String promise, Map<String, String> settings) {
            this(promise, new QuorumRules(), settings);
        }

        Mutation(String promise, QuorumRules rules, Map<String, String> settings) {
            this.promise = promise;
            this.rules = rules;
            this.settings = settings;
        }

        /** {@return a pattern of what a failure says} */
        String promise() {
            return promise;
        }

        QuorumRules rules() {
            return rules;
        }
    }

    @ParameterizedTest
    @EnumSource
    void brokenPromiseIsFoundOut(Mutation mutation) {
        Long only = Long.getLong("quorum.mutation.seed");
        long from = only == null ? 0 : only;
        long to = only == null ? QuorumSimulationTest.SEEDS : only + 1;
        for (long seed = from; seed < to; seed++) {
            String found = violation(seed, mutation);
            if (found != null) {
                System.out.printf("%s is found out by seed %d: %s%n", mutation, seed, found);
                assertThat(found).containsPattern(mutation.promise);
                return;
            }
        }
        fail(mutation + " passes seeds " + from + " to " + (to - 1) + " unnoticed");
    }

    private static @Nullable String violation(long seed, Mutation mutation) {
        try {
            new QuorumSimulation(seed, mutation.rules, mutation.settings).run();
            return null;
        } catch (SimulationFailure | AssertionError found) {
            return found.getMessage();
        }
    }
}

package io.embeddedcluster.internal.raft;

/** Raft with a rule broken, for tests of what stands on it. */
public final class BrokenRaft {

    private BrokenRaft() {}

    /** A leader takes for committed what it alone has on its disk. */
    public static RaftRules leaderCommitsAlone() {
        return new RaftRules() {
            @Override
            int copiesToCommit(int voters) {
                return 1;
            }
        };
    }

    /** Half of an even number of voters is taken for a majority; only a change of members leads to such numbers. */
    public static RaftRules halfIsEnough() {
        return new RaftRules() {
            @Override
            int quorum(int voters) {
                return (voters + 1) / 2;
            }
        };
    }
}

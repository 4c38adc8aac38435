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
}

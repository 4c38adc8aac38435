package io.embeddedcluster.internal.raft;

/** What a voter is at the moment, as the application of the log sees it. */
public enum RaftRole {
    /** Follows a leader, or waits for one. */
    FOLLOWER,
    /** Stands for election or asks whether it could; also an elected leader whose first entry is not committed yet. */
    CANDIDATE,
    /** Leads, and has applied everything that was committed before its term: it may serve. */
    LEADER
}

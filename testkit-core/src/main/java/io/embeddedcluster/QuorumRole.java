package io.embeddedcluster;

/** What a quorum node is at the moment. */
public enum QuorumRole {
    /** Serves, and decides on the order of writes. */
    LEADER,
    /** Serves, and takes writes to the leader; also one that is no member of the ensemble, or no longer. */
    FOLLOWER,
    /** As a follower, but without a vote. */
    OBSERVER,
    /** Serves, all alone by configuration. */
    STANDALONE,
    /** Serves clients who only read: there is no leader that this node knows. */
    READ_ONLY,
    /** Does not serve: it is down or paused, or there is no leader, or it is cut off from it. */
    LOOKING
}

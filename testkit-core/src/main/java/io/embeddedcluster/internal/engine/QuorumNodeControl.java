package io.embeddedcluster.internal.engine;

/** One quorum node of a cluster. Threading: any thread but an event loop. */
public interface QuorumNodeControl extends NodeControl {

    /** {@return what this node is now} */
    Role role();

    /**
     * Returns what {@code reconfig} takes to make this node a member, as in
     * {@code server.4=127.0.0.1:2892:3892:participant;127.0.0.1:40001}.
     *
     * @param isObserver whether as one without a vote
     */
    String serverLine(boolean isObserver);

    /** What a quorum node is at the moment. */
    enum Role {
        /** Serves, and decides on the order of writes. */
        LEADER,
        /** Serves, and takes writes to the leader. */
        FOLLOWER,
        /** As a follower, but without a vote. */
        OBSERVER,
        /** Serves, all alone by configuration. */
        STANDALONE,
        /** Serves clients who only read. */
        READ_ONLY,
        /** Does not serve. */
        LOOKING
    }
}

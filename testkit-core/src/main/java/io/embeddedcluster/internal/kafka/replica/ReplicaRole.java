package io.embeddedcluster.internal.kafka.replica;

import java.util.Optional;

/** What a replica is in one leader epoch. */
public sealed interface ReplicaRole permits LeaderReplica, FollowerReplica {

    /** {@return this role where it is the leader's} */
    Optional<LeaderReplica> asLeader();

    /** {@return this role where it is a follower's} */
    Optional<FollowerReplica> asFollower();

    /** {@return the leader epoch that this role is for} */
    int leaderEpoch();

    /** {@return the end of what is known to be committed; exclusive} */
    long highWatermark();

    /**
     * Returns the end of what clients may have been promised, where this replica leads or is about to; exclusive. That is the
     * high watermark, unless it has just begun to lead, or has not heard yet that it does: then the high watermark may lie
     * behind the former leader's (KIP-207), and all that was promised lies within the log that this leader begins with.
     */
    long promisedEnd();
}

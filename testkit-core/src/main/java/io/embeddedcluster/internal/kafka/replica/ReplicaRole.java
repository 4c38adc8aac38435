package io.embeddedcluster.internal.kafka.replica;

/** What a replica is in one leader epoch. */
public sealed interface ReplicaRole permits LeaderReplica, FollowerReplica {

    /** {@return the leader epoch that this role is for} */
    int leaderEpoch();

    /** {@return the end of what is known to be committed; exclusive} */
    long highWatermark();
}

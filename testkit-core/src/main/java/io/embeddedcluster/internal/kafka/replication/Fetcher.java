package io.embeddedcluster.internal.kafka.replication;

/**
 * Who fetches, and what that one may see.
 *
 * @param replicaId the follower's node id; -1 for a consumer, -2 for a debugging consumer
 * @param replicaEpoch the follower's broker epoch, -1 where it does not say
 * @param mayReadFollower whether a consumer may be served by a follower
 */
public record Fetcher(int replicaId, long replicaEpoch, boolean mayReadFollower) {

    private static final int CONSUMER = -1;

    /** {@return whether a broker fetches, to replicate} */
    public boolean isFollower() {
        return replicaId >= 0;
    }

    /** {@return whether only the leader may answer} */
    boolean needsLeader() {
        return isFollower() || (replicaId == CONSUMER && !mayReadFollower);
    }

    /** {@return whether records above the high watermark are shown} */
    boolean readsUncommitted() {
        return replicaId != CONSUMER;
    }
}

package io.embeddedcluster.internal.kafka.replica;

/**
 * What a follower asks its leader for.
 *
 * @param leaderEpoch the epoch that the follower believes in; -1 for none
 * @param fetchOffset the follower's log end offset
 * @param lastFetchedEpoch the leader epoch of the follower's last record; -1 where its log has none
 * @param logStartOffset the follower's log start offset
 */
public record FollowerFetch(int leaderEpoch, long fetchOffset, int lastFetchedEpoch, long logStartOffset) {}

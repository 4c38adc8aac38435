package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.kafka.replica.FollowerFetch;

/**
 * What a fetcher asks of one partition.
 *
 * @param currentLeaderEpoch the leader epoch that the fetcher knows, -1 for none
 * @param fetchOffset the first offset wanted
 * @param lastFetchedEpoch the leader epoch of the record before that, -1 for unknown
 * @param logStartOffset the follower's log start offset, -1 from a consumer
 * @param maxBytes how much of this partition to return
 * @param highWatermark the high watermark that the fetcher knows: -1 unknown to it, {@link #NO_HIGH_WATERMARK} where it
 *     does not want to be woken by a new one
 */
public record PartitionFetch(
        int currentLeaderEpoch,
        long fetchOffset,
        int lastFetchedEpoch,
        long logStartOffset,
        int maxBytes,
        long highWatermark) {

    /** The fetcher does not take part in KIP-1166. */
    public static final long NO_HIGH_WATERMARK = Long.MAX_VALUE;

    FollowerFetch asFollower() {
        return new FollowerFetch(currentLeaderEpoch, fetchOffset, lastFetchedEpoch, logStartOffset);
    }

    /**
     * Says whether the fetcher lacks a high watermark that it has the records for. What lies beyond its log is of no use to it
     * yet.
     *
     * @param leaders the leader's high watermark
     * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-1166%3A+Improve+high-watermark+replication KIP-1166
     */
    public boolean lacksHighWatermark(long leaders) {
        return Math.min(leaders, fetchOffset) > highWatermark;
    }
}

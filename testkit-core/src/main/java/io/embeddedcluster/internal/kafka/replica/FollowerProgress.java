package io.embeddedcluster.internal.kafka.replica;

/**
 * How far one follower has come, as its leader knows from its fetches.
 *
 * @param endOffset the follower's log end offset, or -1 for unknown; exclusive
 * @param leaderEndOffsetAtFetch the leader's log end offset at the follower's last fetch
 * @param lastFetchMillis when it last fetched
 * @param lastCaughtUpMillis the latest time at which the follower had all that the leader had then
 */
record FollowerProgress(long endOffset, long leaderEndOffsetAtFetch, long lastFetchMillis, long lastCaughtUpMillis) {

    /** Longer ago than any lag that is allowed. */
    private static final long NEVER = Long.MIN_VALUE / 2;

    private static final long UNKNOWN = -1;

    /** A follower that a new leader knows nothing of; one in the ISR is given the time to show itself. */
    static FollowerProgress unknown(boolean isInSync, long nowMillis) {
        return new FollowerProgress(UNKNOWN, UNKNOWN, NEVER, isInSync ? nowMillis : NEVER);
    }

    /** The same leader goes on in a new epoch. */
    FollowerProgress inNewEpoch(boolean isInSync, long leaderEndOffset, long nowMillis) {
        long since = isInSync ? nowMillis : NEVER;
        return new FollowerProgress(endOffset, leaderEndOffset, since, since);
    }

    /**
     * The follower fetches at an offset, so it has everything before. It was caught up now if that is the leader's end, or
     * at its previous fetch if that is where the leader's end was then: so a follower that always is one fetch behind a
     * busy leader counts as caught up.
     */
    FollowerProgress afterFetch(long fetchOffset, long leaderEndOffset, long nowMillis) {
        long caughtUp = lastCaughtUpMillis;
        if (fetchOffset >= leaderEndOffset) {
            caughtUp = Math.max(caughtUp, nowMillis);
        } else if (fetchOffset >= leaderEndOffsetAtFetch) {
            caughtUp = Math.max(caughtUp, lastFetchMillis);
        }
        return new FollowerProgress(
                fetchOffset, Math.max(leaderEndOffset, leaderEndOffsetAtFetch), nowMillis, caughtUp);
    }

    boolean isCaughtUp(long leaderEndOffset, long nowMillis, long lagTimeMaxMillis) {
        return endOffset == leaderEndOffset || nowMillis - lastCaughtUpMillis <= lagTimeMaxMillis;
    }
}

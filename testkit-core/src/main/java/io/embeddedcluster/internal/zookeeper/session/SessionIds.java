package io.embeddedcluster.internal.zookeeper.session;

import java.util.function.LongPredicate;

/**
 * Makes session ids as ZooKeeper does: the server's number in the highest byte, then the time of the server's start, then a
 * counter in the lowest two bytes that runs over into the time.
 */
public final class SessionIds {

    private long next;

    /**
     * Begins to count.
     *
     * @param serverId 1 to 254
     * @param startMillis when this server started
     */
    public SessionIds(int serverId, long startMillis) {
        this.next = (startMillis << 24 >>> 8) | ((long) serverId << 56);
    }

    /** {@return an id that is not taken} */
    public long next(LongPredicate taken) {
        while (taken.test(next)) {
            next++;
        }
        return next++;
    }
}

package io.embeddedcluster.internal.zookeeper.replicated;

/**
 * Makes the ids of one server's forwarders: the server's number in the highest byte, then the time when the forwarder began.
 * So an id says whose it is, and of two of one server which is the later, also over restarts of the server.
 *
 * <p>Threading: the node's event loop.
 */
public final class ForwarderIds {

    private static final int TIME_BITS = 56;
    private static final long TIME_MASK = (1L << TIME_BITS) - 1;

    private final long server;
    private long last = -1;

    /**
     * Begins to make them.
     *
     * @param serverId 1 to 254
     */
    public ForwarderIds(int serverId) {
        this.server = (long) serverId << TIME_BITS;
    }

    /**
     * Returns an id that is later than all that this server has had.
     *
     * @param nanos cluster time, which does not go back when the server restarts
     */
    public long next(long nanos) {
        last = Math.max(last + 1, nanos & TIME_MASK);
        return server | last;
    }

    /** {@return the number of the server whose forwarder that is} */
    static int serverOf(long id) {
        return (int) (id >>> TIME_BITS);
    }
}

package io.embeddedcluster.internal.zookeeper.tree;

/**
 * What the owner field of a znode says: 0 for a persistent one, the session of an ephemeral one, the highest bit alone for
 * a container, and for a TTL node 0xff, two bytes of 0, and the time that it lives in milliseconds.
 *
 * <p>No session id begins with 0xff, since servers are numbered up to 254.
 */
public final class EphemeralOwner {

    /** Of what lives until it is deleted. */
    public static final long NONE = 0;

    /** Of a container. */
    public static final long CONTAINER = Long.MIN_VALUE;

    /** The longest time that a TTL node can live, in milliseconds: almost 35 years. */
    public static final long MAX_TTL_MILLIS = 0xff_ffff_ffffL;

    private static final long EXTENDED = 0xffL << 56;

    private EphemeralOwner() {}

    /**
     * Returns the owner of a TTL node.
     *
     * @param ttlMillis 1 to {@link #MAX_TTL_MILLIS}
     */
    public static long ofTtl(long ttlMillis) {
        if (ttlMillis <= 0 || ttlMillis > MAX_TTL_MILLIS) {
            throw new IllegalArgumentException("TTL of " + ttlMillis + " ms (expected: 1 to " + MAX_TTL_MILLIS + ")");
        }
        return EXTENDED | ttlMillis;
    }

    /** {@return whether the znode goes when it is empty and was not changed for a time} */
    public static boolean isTtl(long owner) {
        return (owner & EXTENDED) == EXTENDED;
    }

    /** {@return how long a TTL node lives, in milliseconds} */
    public static long ttlMillis(long owner) {
        return owner & MAX_TTL_MILLIS;
    }

    /** {@return whether the znode goes with a session} */
    public static boolean isSession(long owner) {
        return owner != NONE && owner != CONTAINER && !isTtl(owner);
    }
}

package io.embeddedcluster.internal.zookeeper.tree;

/**
 * What the owner field of a znode says: 0 for a persistent one, the session of an ephemeral one, the highest bit alone for
 * a container.
 *
 * <p>Left out: TTL nodes, whose owners begin with 0xff. As in ZooKeeper they do not exist unless extended types are
 * switched on.
 */
public final class EphemeralOwner {

    /** Of what lives until it is deleted. */
    public static final long NONE = 0;

    /** Of a container. */
    public static final long CONTAINER = Long.MIN_VALUE;

    private EphemeralOwner() {}

    /** {@return whether the znode goes with a session} */
    public static boolean isSession(long owner) {
        return owner != NONE && owner != CONTAINER;
    }
}

package io.embeddedcluster.internal.zookeeper.replicated;

/** How a zxid is made: the term of the leader above, and a counter below. */
public final class Zxid {

    private static final int COUNTER_BITS = 32;

    private Zxid() {}

    /** {@return the term of a zxid, which ZooKeeper calls its epoch} */
    public static long termOf(long zxid) {
        return zxid >>> COUNTER_BITS;
    }

    /** {@return what stands before the first transaction of a term} */
    public static long startOf(long term) {
        return term << COUNTER_BITS;
    }
}

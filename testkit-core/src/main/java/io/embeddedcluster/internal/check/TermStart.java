package io.embeddedcluster.internal.check;

/**
 * A term of the ensemble's leader began on some quorum node.
 *
 * @param lastZxid the last transaction that this node had applied before
 * @param term of the leader, which zxids bear in their high 32 bits from here on
 */
public record TermStart(long lastZxid, long term) {

    private static final int TERM_SHIFT = 32;

    /** {@return the term of the leader that made that transaction} */
    static long termOf(long zxid) {
        return zxid >>> TERM_SHIFT;
    }

    /** {@return whether there is no such transaction, neither before the term nor in it} */
    boolean skips(long zxid) {
        return zxid > lastZxid && zxid < term << TERM_SHIFT;
    }
}

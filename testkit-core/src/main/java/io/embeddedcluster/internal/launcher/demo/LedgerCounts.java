package io.embeddedcluster.internal.launcher.demo;

/**
 * What became of the records, in numbers.
 *
 * @param sent given to the producer
 * @param acknowledged of those, by the cluster
 * @param read by the consumer, each counted once
 * @param missing acknowledged but not read
 * @param duplicated read again
 * @param outOfOrder read after one that was sent later to the same partition
 */
record LedgerCounts(int sent, int acknowledged, int read, int missing, int duplicated, int outOfOrder) {

    static final LedgerCounts NONE = new LedgerCounts(0, 0, 0, 0, 0, 0);

    LedgerCounts plus(LedgerCounts other) {
        return new LedgerCounts(
                sent + other.sent,
                acknowledged + other.acknowledged,
                read + other.read,
                missing + other.missing,
                duplicated + other.duplicated,
                outOfOrder + other.outOfOrder);
    }

    /** {@return whether each acknowledged record was read once, in the order sent} */
    boolean held() {
        return acknowledged > 0 && missing == 0 && duplicated == 0 && outOfOrder == 0;
    }
}

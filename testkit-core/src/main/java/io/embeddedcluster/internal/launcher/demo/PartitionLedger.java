package io.embeddedcluster.internal.launcher.demo;

import java.util.BitSet;

/**
 * What became of each record of one partition. Records are numbered from 0 in the order in which they are sent.
 *
 * <p>Threading: any thread.
 */
final class PartitionLedger {

    private final BitSet acknowledged = new BitSet();
    private final BitSet read = new BitSet();
    private int sentCount;
    private int highestRead = -1;
    private int duplicateCount;
    private int outOfOrderCount;

    /** {@return the number of the next record to send} */
    synchronized int send() {
        return sentCount++;
    }

    synchronized void acknowledge(int number) {
        acknowledged.set(number);
    }

    synchronized void read(int number) {
        if (read.get(number)) {
            duplicateCount++;
        } else if (number < highestRead) {
            outOfOrderCount++;
        }
        read.set(number);
        highestRead = Math.max(highestRead, number);
    }

    synchronized LedgerCounts counts() {
        BitSet missing = (BitSet) acknowledged.clone();
        missing.andNot(read);
        return new LedgerCounts(
                sentCount,
                acknowledged.cardinality(),
                read.cardinality(),
                missing.cardinality(),
                duplicateCount,
                outOfOrderCount);
    }
}

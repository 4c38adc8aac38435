package io.embeddedcluster.internal.kafka.log;

/**
 * Where the records of a leader epoch end in a log.
 *
 * @param leaderEpoch the epoch, or -1 for none
 * @param endOffset the offset behind the epoch's last record, or -1 for unknown; exclusive
 */
public record EpochEnd(int leaderEpoch, long endOffset) {

    /** Nothing is known about the epoch that was asked for. */
    public static final EpochEnd UNKNOWN = new EpochEnd(-1, -1);

    /** {@return whether nothing is known} */
    public boolean isUnknown() {
        return endOffset < 0;
    }
}

package io.embeddedcluster.internal.kafka.log;

import java.util.OptionalInt;

/** What the rules of replication need to know of a log. */
public interface LogView {

    /** {@return the first offset that is kept} */
    long startOffset();

    /** {@return the offset that the next record gets; exclusive end of the log} */
    long endOffset();

    /** {@return the latest leader epoch that began in this log; empty where none has} */
    OptionalInt latestEpoch();

    /**
     * Returns the largest epoch up to the requested one, and where it ends in this log.
     *
     * @return {@link EpochEnd#UNKNOWN} where the epoch is later than all that this log knows
     */
    EpochEnd endOffsetFor(int leaderEpoch);
}

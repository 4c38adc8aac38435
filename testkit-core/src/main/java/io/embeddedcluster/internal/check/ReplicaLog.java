package io.embeddedcluster.internal.check;

import java.util.List;

/**
 * The log of one replica.
 *
 * @param broker node id of its broker
 * @param highWatermark the end of what is committed, as this replica knows it (exclusive); of a leader that has just begun
 *     and does not know it yet, the end of the log that it began with
 * @param batches all batches, by offset
 */
public record ReplicaLog(int broker, long highWatermark, List<LoggedBatch> batches) {

    /** Copies the list. */
    public ReplicaLog {
        batches = List.copyOf(batches);
    }
}

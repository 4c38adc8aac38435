package io.embeddedcluster;

/**
 * One replica of a partition, as its broker saw it when asked.
 *
 * @param broker node id of the broker
 * @param isRunning whether the broker ran; where not, the offsets are -1
 * @param logEndOffset the offset that the next record would get (exclusive end)
 * @param highWatermark the end of what consumers may read (exclusive), as this replica knows it
 */
public record ReplicaView(int broker, boolean isRunning, long logEndOffset, long highWatermark) {}

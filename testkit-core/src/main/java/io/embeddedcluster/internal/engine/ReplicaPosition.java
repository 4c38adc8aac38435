package io.embeddedcluster.internal.engine;

/**
 * How far a replica is.
 *
 * @param logEndOffset the offset that comes next (exclusive end)
 * @param highWatermark the end of what is committed, as this replica knows it (exclusive)
 */
public record ReplicaPosition(long logEndOffset, long highWatermark) {}

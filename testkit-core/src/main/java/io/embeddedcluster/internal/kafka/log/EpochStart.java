package io.embeddedcluster.internal.kafka.log;

/**
 * Where a leader epoch began.
 *
 * @param leaderEpoch the epoch
 * @param startOffset the offset of its first record, or the log end offset where it has none yet
 */
public record EpochStart(int leaderEpoch, long startOffset) {}

package io.embeddedcluster.internal.kafka.log;

/**
 * A record found by its timestamp.
 *
 * @param timestamp in milliseconds since 1970
 * @param offset the record's offset
 * @param leaderEpoch the epoch of the leader that appended it
 */
public record TimestampedOffset(long timestamp, long offset, int leaderEpoch) {}

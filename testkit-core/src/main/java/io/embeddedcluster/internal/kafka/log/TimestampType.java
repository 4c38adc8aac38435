package io.embeddedcluster.internal.kafka.log;

/** Whose clock a record's timestamp is from. */
public enum TimestampType {
    /** The producer's. */
    CREATE_TIME,
    /** The leader's, at the append; one for the whole batch. */
    LOG_APPEND_TIME
}

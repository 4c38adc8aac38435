package io.embeddedcluster.internal.kafka.log;

/**
 * The settings of a topic that its logs obey, named as Kafka names them.
 *
 * <p>Left out: recompression ({@code compression.type} other than {@code producer}), retention and compaction.
 *
 * @param segmentBytes {@code segment.bytes}
 * @param maxMessageBytes {@code max.message.bytes}: the largest batch a producer may send
 * @param timestampType {@code message.timestamp.type}
 * @param timestampBeforeMaxMillis {@code message.timestamp.before.max.ms}
 * @param timestampAfterMaxMillis {@code message.timestamp.after.max.ms}
 * @param isCompacted whether {@code cleanup.policy} includes {@code compact}, so that each record needs a key
 * @param producerIdExpirationMillis {@code producer.id.expiration.ms} of the broker
 */
public record LogConfig(
        int segmentBytes,
        int maxMessageBytes,
        TimestampType timestampType,
        long timestampBeforeMaxMillis,
        long timestampAfterMaxMillis,
        boolean isCompacted,
        long producerIdExpirationMillis) {

    /** Kafka's defaults. */
    public static final LogConfig DEFAULTS =
            new LogConfig(1 << 30, 1_048_588, TimestampType.CREATE_TIME, Long.MAX_VALUE, 3_600_000, false, 86_400_000);

    /** {@return these settings with another {@code segment.bytes}} */
    public LogConfig withSegmentBytes(int value) {
        return new LogConfig(
                value,
                maxMessageBytes,
                timestampType,
                timestampBeforeMaxMillis,
                timestampAfterMaxMillis,
                isCompacted,
                producerIdExpirationMillis);
    }

    /** {@return these settings with another {@code max.message.bytes}} */
    public LogConfig withMaxMessageBytes(int value) {
        return new LogConfig(
                segmentBytes,
                value,
                timestampType,
                timestampBeforeMaxMillis,
                timestampAfterMaxMillis,
                isCompacted,
                producerIdExpirationMillis);
    }

    /** {@return these settings with another {@code message.timestamp.type}} */
    public LogConfig withTimestampType(TimestampType value) {
        return new LogConfig(
                segmentBytes,
                maxMessageBytes,
                value,
                timestampBeforeMaxMillis,
                timestampAfterMaxMillis,
                isCompacted,
                producerIdExpirationMillis);
    }

    /** {@return these settings with other bounds of a producer's timestamps, in milliseconds before and after now} */
    public LogConfig withTimestampBounds(long beforeMaxMillis, long afterMaxMillis) {
        return new LogConfig(
                segmentBytes,
                maxMessageBytes,
                timestampType,
                beforeMaxMillis,
                afterMaxMillis,
                isCompacted,
                producerIdExpirationMillis);
    }

    /** {@return these settings, compacted or not} */
    public LogConfig withCompacted(boolean value) {
        return new LogConfig(
                segmentBytes,
                maxMessageBytes,
                timestampType,
                timestampBeforeMaxMillis,
                timestampAfterMaxMillis,
                value,
                producerIdExpirationMillis);
    }

    /** {@return these settings with another {@code producer.id.expiration.ms}} */
    public LogConfig withProducerIdExpirationMillis(long value) {
        return new LogConfig(
                segmentBytes,
                maxMessageBytes,
                timestampType,
                timestampBeforeMaxMillis,
                timestampAfterMaxMillis,
                isCompacted,
                value);
    }
}

package io.embeddedcluster;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record below the high watermark, read from the leader's log and not by a consumer.
 *
 * <p>The arrays are shared with the log: read them, do not write to them.
 */
public final class CommittedRecord {

    private final String topic;
    private final int partition;
    private final long offset;
    private final long timestampMillis;
    private final byte @Nullable [] key;
    private final byte @Nullable [] value;

    /** Made by {@link Cluster#records}. */
    public CommittedRecord(
            String topic,
            int partition,
            long offset,
            long timestampMillis,
            byte @Nullable [] key,
            byte @Nullable [] value) {
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.timestampMillis = timestampMillis;
        this.key = key;
        this.value = value;
    }

    /** {@return the topic} */
    public String topic() {
        return topic;
    }

    /** {@return the partition's number} */
    public int partition() {
        return partition;
    }

    /** {@return the offset in the partition} */
    public long offset() {
        return offset;
    }

    /** {@return the record's timestamp, in milliseconds since 1970} */
    public long timestampMillis() {
        return timestampMillis;
    }

    /** {@return the key's bytes, empty where the record has no key} */
    public Optional<byte[]> key() {
        return Optional.ofNullable(key);
    }

    /** {@return the value's bytes, empty where the record has no value} */
    public Optional<byte[]> value() {
        return Optional.ofNullable(value);
    }

    /** {@return the key read as UTF-8, empty where there is none} */
    public Optional<String> keyText() {
        return key().map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** {@return the value read as UTF-8, empty where there is none} */
    public Optional<String> valueText() {
        return value().map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset + " " + keyText().orElse("null") + "="
                + valueText().orElse("null");
    }
}

package io.embeddedcluster.internal.kafka.log;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record, taken out of its batch.
 *
 * @param offset the record's offset
 * @param timestamp in milliseconds since 1970, or -1 for none
 * @param sequence the idempotent producer's sequence, or -1 for none
 * @param key the key's bytes; may be null
 * @param value the value's bytes; null is a tombstone on a compacted topic
 * @param headers in the order given by the producer
 */
public record LogRecord(
        long offset,
        long timestamp,
        int sequence,
        @Nullable ByteBuffer key,
        @Nullable ByteBuffer value,
        List<RecordHeader> headers) {

    /** Keeps its own copy of the list of headers. */
    public LogRecord {
        headers = List.copyOf(headers);
    }
}

package io.embeddedcluster.internal.kafka.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a record batch of format 2, as a producer does: base offset 0, no leader epoch. */
public final class RecordBatchBuilder {

    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private Compression compression = Compression.NONE;
    private long baseOffset;
    private int leaderEpoch = RecordBatch.NO_LEADER_EPOCH;
    private long producerId = RecordBatch.NO_PRODUCER_ID;
    private short producerEpoch = RecordBatch.NO_PRODUCER_EPOCH;
    private int baseSequence = RecordBatch.NO_SEQUENCE;
    private long baseTimestamp = RecordBatch.NO_TIMESTAMP;
    private long maxTimestamp = RecordBatch.NO_TIMESTAMP;
    private int flags;
    private int count;

    /** Sets how the records are compressed; not by default. */
    public RecordBatchBuilder compression(Compression value) {
        compression = value;
        return this;
    }

    /** Sets the offset of the first record, where the batch is for a log; 0 by default, as producers do. */
    public RecordBatchBuilder baseOffset(long value) {
        baseOffset = value;
        return this;
    }

    /** Sets the epoch of the leader, where the batch is for a log; -1 by default, as producers do. */
    public RecordBatchBuilder leaderEpoch(int value) {
        leaderEpoch = value;
        return this;
    }

    /** Makes the batch one of an idempotent producer. */
    public RecordBatchBuilder producer(long id, short epoch, int sequence) {
        producerId = id;
        producerEpoch = epoch;
        baseSequence = sequence;
        return this;
    }

    /** Makes the batch part of a transaction. */
    public RecordBatchBuilder transactional() {
        flags |= RecordBatch.TRANSACTIONAL_BIT;
        return this;
    }

    /** Makes the batch one of a broker's own markers. */
    public RecordBatchBuilder control() {
        flags |= RecordBatch.CONTROL_BIT;
        return this;
    }

    /** Says that the timestamps are the leader's. */
    public RecordBatchBuilder logAppendTime() {
        flags |= RecordBatch.LOG_APPEND_TIME_BIT;
        return this;
    }

    /** Adds a record without headers. */
    public RecordBatchBuilder add(long timestamp, @Nullable String key, @Nullable String value) {
        return add(timestamp, utf8(key), utf8(value), List.of());
    }

    /** Adds a record. */
    public RecordBatchBuilder add(
            long timestamp, @Nullable ByteBuffer key, @Nullable ByteBuffer value, List<RecordHeader> headers) {
        return addAt(count, timestamp, key, value, headers);
    }

    /** Adds a record with that offset behind the base offset. */
    RecordBatchBuilder addAt(
            int offsetDelta,
            long timestamp,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers) {
        if (count == 0) {
            baseTimestamp = timestamp;
        }
        maxTimestamp = Math.max(maxTimestamp, timestamp);
        count++;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(0);
        Varint.writeLong(body, timestamp - baseTimestamp);
        Varint.writeInt(body, offsetDelta);
        writeBytes(body, key);
        writeBytes(body, value);
        Varint.writeInt(body, headers.size());
        for (RecordHeader header : headers) {
            writeBytes(body, utf8(header.key()));
            writeBytes(body, header.value());
        }
        Varint.writeInt(records, body.size());
        records.writeBytes(body.toByteArray());
        return this;
    }

    /** {@return the batch} */
    public RecordBatch build() {
        byte[] payload = compress(records.toByteArray());
        int size = RecordBatch.HEADER_BYTES + payload.length;
        ByteBuffer bytes = ByteBuffer.allocate(size)
                .putLong(0, baseOffset)
                .putInt(RecordBatch.LENGTH_AT, size - RecordBatch.LEADER_EPOCH_AT)
                .putInt(RecordBatch.LEADER_EPOCH_AT, leaderEpoch)
                .put(RecordBatch.MAGIC_AT, RecordBatch.MAGIC)
                .putShort(RecordBatch.ATTRIBUTES_AT, (short) (flags | compression.id()))
                .putInt(RecordBatch.LAST_OFFSET_DELTA_AT, count - 1)
                .putLong(RecordBatch.BASE_TIMESTAMP_AT, baseTimestamp)
                .putLong(RecordBatch.MAX_TIMESTAMP_AT, maxTimestamp)
                .putLong(RecordBatch.PRODUCER_ID_AT, producerId)
                .putShort(RecordBatch.PRODUCER_EPOCH_AT, producerEpoch)
                .putInt(RecordBatch.BASE_SEQUENCE_AT, baseSequence)
                .putInt(RecordBatch.COUNT_AT, count)
                .put(RecordBatch.HEADER_BYTES, payload);
        bytes.putInt(RecordBatch.CRC_AT, RecordBatch.computeCrc(bytes));
        return new RecordBatch(bytes);
    }

    private byte[] compress(byte[] plain) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = compression.compress(compressed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static void writeBytes(ByteArrayOutputStream out, @Nullable ByteBuffer value) {
        if (value == null) {
            Varint.writeInt(out, -1);
            return;
        }
        byte[] copy = new byte[value.remaining()];
        value.duplicate().get(copy);
        Varint.writeInt(out, copy.length);
        out.writeBytes(copy);
    }

    private static @Nullable ByteBuffer utf8(@Nullable String text) {
        return text == null ? null : StandardCharsets.UTF_8.encode(text);
    }
}

package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A record batch of format 2 as it lies in a log and travels to clients: a view over its bytes.
 *
 * <p>Base offset and partition leader epoch lie before the part that the checksum covers, so a leader sets both without
 * computing it anew. Formats 0 and 1 are recognized by {@link #magic} and not otherwise understood: Kafka 4 refuses
 * them too.
 *
 * @spec https://kafka.apache.org/documentation/#recordbatch Apache Kafka: Record Batch
 */
public final class RecordBatch {

    /** The length of a batch without any record, in bytes. */
    public static final int HEADER_BYTES = 61;

    /** The only format that Kafka 4 writes. */
    public static final byte MAGIC = 2;

    /** No idempotent producer. */
    public static final long NO_PRODUCER_ID = -1;

    /** No epoch of an idempotent producer. */
    public static final short NO_PRODUCER_EPOCH = -1;

    /** No sequence. */
    public static final int NO_SEQUENCE = -1;

    /** No timestamp. */
    public static final long NO_TIMESTAMP = -1;

    /** No leader epoch. */
    public static final int NO_LEADER_EPOCH = -1;

    static final int LENGTH_AT = 8;
    static final int LEADER_EPOCH_AT = 12;
    static final int MAGIC_AT = 16;
    static final int CRC_AT = 17;
    static final int ATTRIBUTES_AT = 21;
    static final int LAST_OFFSET_DELTA_AT = 23;
    static final int BASE_TIMESTAMP_AT = 27;
    static final int MAX_TIMESTAMP_AT = 35;
    static final int PRODUCER_ID_AT = 43;
    static final int PRODUCER_EPOCH_AT = 51;
    static final int BASE_SEQUENCE_AT = 53;
    static final int COUNT_AT = 57;

    static final int COMPRESSION_BITS = 0x07;
    static final int LOG_APPEND_TIME_BIT = 0x08;
    static final int TRANSACTIONAL_BIT = 0x10;
    static final int CONTROL_BIT = 0x20;

    /** Base offset and length come before what the length counts. */
    private static final int LENGTH_ENDS_AT = 12;
    /** A batch cannot be told from garbage before its magic is there. */
    private static final int RECOGNIZABLE_BYTES = 17;
    /** The least that the oldest format has behind its length. */
    private static final int LEAST_LENGTH = 14;

    private final ByteBuffer bytes;

    RecordBatch(ByteBuffer bytes) {
        this.bytes = bytes.slice();
    }

    /**
     * Cuts bytes into batches, and stops before a batch that is not there as a whole.
     *
     * @throws RecordFormatException CORRUPT_MESSAGE where a length or a magic is impossible
     */
    public static List<RecordBatch> split(ByteBuffer bytes) {
        List<RecordBatch> batches = new ArrayList<>(1);
        int position = bytes.position();
        for (RecordBatch batch = at(bytes, position); batch != null; batch = at(bytes, position)) {
            batches.add(batch);
            position += batch.sizeBytes();
        }
        return batches;
    }

    /**
     * Returns the batch that begins there, null where it is not there as a whole.
     *
     * @throws RecordFormatException CORRUPT_MESSAGE where its length or its magic is impossible
     */
    static @Nullable RecordBatch at(ByteBuffer bytes, int position) {
        int remaining = bytes.limit() - position;
        if (remaining < LENGTH_ENDS_AT) {
            return null;
        }
        requireLength(bytes, position);
        if (remaining < RECOGNIZABLE_BYTES) {
            return null;
        }
        long size = sizeAt(bytes, position);
        return size > remaining ? null : new RecordBatch(bytes.slice(position, (int) size));
    }

    /** Returns what a batch that begins there says its size is, at least what its magic needs. */
    static long sizeAt(ByteBuffer bytes, int position) {
        int length = requireLength(bytes, position);
        byte magic = bytes.get(position + MAGIC_AT);
        if (magic < 0 || magic > MAGIC) {
            throw new RecordFormatException(
                    ErrorCode.CORRUPT_MESSAGE, "batch has magic " + magic + " (expected: " + MAGIC + ")");
        }
        return (long) LENGTH_ENDS_AT + length;
    }

    private static int requireLength(ByteBuffer bytes, int position) {
        int length = bytes.getInt(position + LENGTH_AT);
        if (length < LEAST_LENGTH) {
            throw new RecordFormatException(
                    ErrorCode.CORRUPT_MESSAGE,
                    "batch has a length of " + length + " (expected: at least " + LEAST_LENGTH + ")");
        }
        return length;
    }

    /** {@return all bytes of this batch, read-only, shared with where it came from} */
    public ByteBuffer bytes() {
        return bytes.asReadOnlyBuffer();
    }

    /** {@return the length of this batch in bytes} */
    public int sizeBytes() {
        return bytes.limit();
    }

    /** {@return the format: 2, or 0 or 1 of producers before Kafka 0.11} */
    public byte magic() {
        return bytes.get(MAGIC_AT);
    }

    /** {@return whether this is a whole batch of format 2 and its checksum is right} */
    public boolean isIntact() {
        return magic() == MAGIC && sizeBytes() >= HEADER_BYTES && bytes.getInt(CRC_AT) == computeCrc(bytes);
    }

    /** {@return the offset of the first record} */
    public long baseOffset() {
        return bytes.getLong(0);
    }

    /** {@return the offset of the last record; inclusive} */
    public long lastOffset() {
        return baseOffset() + lastOffsetDelta();
    }

    /** {@return how far the last record's offset lies behind the first's} */
    public int lastOffsetDelta() {
        return bytes.getInt(LAST_OFFSET_DELTA_AT);
    }

    /** {@return the epoch of the leader that appended this batch} */
    public int leaderEpoch() {
        return bytes.getInt(LEADER_EPOCH_AT);
    }

    /** {@return the checksum of everything behind it, as stored} */
    public int crc() {
        return bytes.getInt(CRC_AT);
    }

    /** {@return how the records are compressed; empty where the number is none of Kafka's} */
    public Optional<Compression> compression() {
        return Compression.ofId(attributes() & COMPRESSION_BITS);
    }

    /** {@return whose clock the timestamps are from} */
    public TimestampType timestampType() {
        return (attributes() & LOG_APPEND_TIME_BIT) == 0 ? TimestampType.CREATE_TIME : TimestampType.LOG_APPEND_TIME;
    }

    /** {@return whether the records belong to a transaction} */
    public boolean isTransactional() {
        return (attributes() & TRANSACTIONAL_BIT) != 0;
    }

    /** {@return whether this batch holds a broker's marker and no records of clients} */
    public boolean isControl() {
        return (attributes() & CONTROL_BIT) != 0;
    }

    /** {@return the timestamp that the records' timestamps are relative to} */
    public long baseTimestamp() {
        return bytes.getLong(BASE_TIMESTAMP_AT);
    }

    /** {@return the latest timestamp of a record, or the time of the append for all of them} */
    public long maxTimestamp() {
        return bytes.getLong(MAX_TIMESTAMP_AT);
    }

    /** {@return the idempotent producer, or -1} */
    public long producerId() {
        return bytes.getLong(PRODUCER_ID_AT);
    }

    /** {@return whether an idempotent producer sent this batch} */
    public boolean hasProducerId() {
        return producerId() > NO_PRODUCER_ID;
    }

    /** {@return the producer's epoch, or -1} */
    public short producerEpoch() {
        return bytes.getShort(PRODUCER_EPOCH_AT);
    }

    /** {@return the sequence of the first record, or -1} */
    public int baseSequence() {
        return bytes.getInt(BASE_SEQUENCE_AT);
    }

    /** {@return the sequence of the last record, or -1} */
    public int lastSequence() {
        return baseSequence() == NO_SEQUENCE ? NO_SEQUENCE : sequenceAfter(baseSequence(), lastOffsetDelta());
    }

    /** {@return how many records the header promises} */
    public int recordCount() {
        return bytes.getInt(COUNT_AT);
    }

    /**
     * Opens the batch and returns its records. Keys and values share the batch's bytes where it is not compressed.
     *
     * @throws RecordFormatException if the records are not as the format or the header says, or the compression's library
     *     is not there, does not load, or cannot open them
     */
    public List<LogRecord> records() {
        return new RecordReader(this).readAll();
    }

    /** Returns a copy with its place in the log and the leader's epoch filled in; the checksum stays right. */
    RecordBatch placedAt(long baseOffset, int leaderEpoch) {
        RecordBatch copy = copy();
        copy.bytes.putLong(0, baseOffset).putInt(LEADER_EPOCH_AT, leaderEpoch);
        return copy;
    }

    /** Returns this batch where these timestamps are already its own, else a copy with a new checksum. */
    RecordBatch stamped(TimestampType type, long maxTimestamp) {
        if (timestampType() == type && maxTimestamp() == maxTimestamp) {
            return this;
        }
        int stamp = type == TimestampType.LOG_APPEND_TIME ? LOG_APPEND_TIME_BIT : 0;
        RecordBatch copy = copy();
        copy.bytes
                .putShort(ATTRIBUTES_AT, (short) ((attributes() & ~LOG_APPEND_TIME_BIT) | stamp))
                .putLong(MAX_TIMESTAMP_AT, maxTimestamp);
        copy.bytes.putInt(CRC_AT, computeCrc(copy.bytes));
        return copy;
    }

    /** Returns a sequence some records later: behind the largest int comes 0. */
    static int sequenceAfter(int sequence, int count) {
        return sequence > Integer.MAX_VALUE - count ? count - (Integer.MAX_VALUE - sequence) - 1 : sequence + count;
    }

    static int computeCrc(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(ATTRIBUTES_AT));
        return (int) crc.getValue();
    }

    int attributes() {
        // The upper byte is not used by Kafka, which drops it.
        return bytes.getShort(ATTRIBUTES_AT) & 0xff;
    }

    private RecordBatch copy() {
        return new RecordBatch(
                ByteBuffer.allocate(sizeBytes()).put(bytes.duplicate().rewind()).flip());
    }

    @Override
    public String toString() {
        if (sizeBytes() < HEADER_BYTES) {
            return "RecordBatch[sizeBytes=" + sizeBytes() + "]";
        }
        return "RecordBatch[" + baseOffset() + ".." + lastOffset() + " leaderEpoch=" + leaderEpoch() + " producerId="
                + producerId() + " producerEpoch=" + producerEpoch() + " baseSequence=" + baseSequence() + " sizeBytes="
                + sizeBytes() + "]";
    }
}

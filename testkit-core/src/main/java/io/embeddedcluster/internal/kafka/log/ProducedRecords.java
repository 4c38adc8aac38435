package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.kafka.log.AppendResult.Rejected;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a Produce request holds for one partition: one record batch, or bytes that are none. The bytes of a request are parsed
 * here, once, before anybody looks for the partition.
 *
 * @spec https://kafka.apache.org/protocol.html#The_Messages_Produce Kafka protocol guide: Produce
 */
public sealed interface ProducedRecords permits ProducedBatch, ProducedRecords.Malformed {

    /** From this version of Produce on, Zstandard may be used (KIP-110). */
    short FIRST_VERSION_WITH_ZSTD = 7;

    /** Hands this to the consumer of its case. */
    void tell(Consumer<ProducedBatch> ifBatch, Consumer<Malformed> ifMalformed);

    /** {@return whether the first batch says that it belongs to a transaction} */
    boolean isTransactional();

    /**
     * The records are refused whatever partition they are for.
     *
     * @param reason what the producer is told
     * @param isTransactional whether the first batch says that it belongs to a transaction
     */
    record Malformed(Rejected reason, boolean isTransactional) implements ProducedRecords {

        @Override
        public void tell(Consumer<ProducedBatch> ifBatch, Consumer<Malformed> ifMalformed) {
            ifMalformed.accept(this);
        }
    }

    /**
     * Checks what Kafka checks of a Produce request before it looks for the partition: exactly one batch, of format 2.
     *
     * @param records the bytes given for one partition; null where the request has none
     * @param version the version of the Produce request
     */
    static ProducedRecords parse(@Nullable ByteBuffer records, short version) {
        if (records == null) {
            return malformed(ErrorCode.INVALID_RECORD, "request has no records");
        }
        List<RecordBatch> batches;
        try {
            batches = RecordBatch.split(records);
        } catch (RecordFormatException e) {
            return malformed(e.error(), String.valueOf(e.getMessage()));
        }
        if (batches.isEmpty()) {
            return malformed(ErrorCode.INVALID_RECORD, "request has no whole record batch (expected: exactly one)");
        }
        RecordBatch batch = batches.get(0);
        if (batch.magic() != RecordBatch.MAGIC) {
            return malformed(ErrorCode.INVALID_RECORD, "record batch has magic " + batch.magic() + " (expected: 2)");
        }
        if (batch.sizeBytes() < RecordBatch.HEADER_BYTES) {
            return malformed(ErrorCode.CORRUPT_MESSAGE, "record batch has " + batch.sizeBytes() + " bytes only");
        }
        if (version < FIRST_VERSION_WITH_ZSTD
                && batch.compression().filter(Compression.ZSTD::equals).isPresent()) {
            return new Malformed(
                    Rejected.of(
                            ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
                            "zstd needs Produce version " + FIRST_VERSION_WITH_ZSTD + " (given: " + version + ")"),
                    batch.isTransactional());
        }
        if (batches.size() > 1) {
            return new Malformed(
                    Rejected.of(ErrorCode.INVALID_RECORD, "request has several record batches (expected: exactly one)"),
                    batch.isTransactional());
        }
        return new ProducedBatch(batch);
    }

    private static Malformed malformed(ErrorCode error, String message) {
        return new Malformed(Rejected.of(error, message), false);
    }
}

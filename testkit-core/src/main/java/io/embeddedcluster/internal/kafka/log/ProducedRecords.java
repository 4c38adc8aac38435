package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.kafka.log.AppendResult.Rejected;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a Produce request holds for one partition: one record batch, or bytes that are none.
 *
 * @spec https://kafka.apache.org/protocol.html#The_Messages_Produce Kafka protocol guide: Produce
 */
public sealed interface ProducedRecords permits ProducedBatch, ProducedRecords.Malformed {

    /** From this version of Produce on, Zstandard may be used (KIP-110). */
    short FIRST_VERSION_WITH_ZSTD = 7;

    /** Hands this to the consumer of its case. */
    void tell(Consumer<ProducedBatch> ifBatch, Consumer<Malformed> ifMalformed);

    /**
     * The records are refused whatever partition they are for.
     *
     * @param reason why
     */
    record Malformed(Rejected reason) implements ProducedRecords {

        @Override
        public void tell(Consumer<ProducedBatch> ifBatch, Consumer<Malformed> ifMalformed) {
            ifMalformed.accept(this);
        }
    }

    /**
     * Returns whether the first batch says that it belongs to a transaction.
     *
     * @param records the bytes given for one partition; null where the request has none
     * @throws RecordFormatException CORRUPT_MESSAGE where they cannot be the beginning of a batch
     */
    static boolean beginTransactionally(@Nullable ByteBuffer records) {
        RecordBatch first = records == null ? null : RecordBatch.at(records, records.position());
        return first != null && first.magic() == RecordBatch.MAGIC && first.isTransactional();
    }

    /**
     * Checks what Kafka checks of a Produce request before it looks at the log, in its order: exactly one batch, of format 2.
     *
     * @param records the bytes given for one partition; null where the request has none
     * @param version the version of the Produce request
     */
    static ProducedRecords parse(@Nullable ByteBuffer records, short version) {
        if (records == null) {
            return malformed(ErrorCode.INVALID_RECORD, "request has no records");
        }
        try {
            return parseBatch(records, version);
        } catch (RecordFormatException e) {
            return malformed(e.error(), String.valueOf(e.getMessage()));
        }
    }

    private static ProducedRecords parseBatch(ByteBuffer records, short version) {
        RecordBatch batch = RecordBatch.at(records, records.position());
        if (batch == null) {
            return malformed(ErrorCode.INVALID_RECORD, "request has no whole record batch (expected: exactly one)");
        }
        if (batch.magic() != RecordBatch.MAGIC) {
            return malformed(ErrorCode.INVALID_RECORD, "record batch has magic " + batch.magic() + " (expected: 2)");
        }
        if (version < FIRST_VERSION_WITH_ZSTD
                && batch.compression().filter(Compression.ZSTD::equals).isPresent()) {
            return malformed(
                    ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
                    "zstd needs Produce version " + FIRST_VERSION_WITH_ZSTD + " (given: " + version + ")");
        }
        if (RecordBatch.at(records, records.position() + batch.sizeBytes()) != null) {
            return malformed(ErrorCode.INVALID_RECORD, "request has several record batches (expected: exactly one)");
        }
        return new ProducedBatch(batch);
    }

    private static Malformed malformed(ErrorCode error, String message) {
        return new Malformed(Rejected.of(error, message));
    }
}

package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.kafka.log.AppendResult.RecordError;
import io.embeddedcluster.internal.kafka.log.AppendResult.Rejected;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a leader demands of a batch that a client sends, in Kafka's order, with Kafka's error codes and, where a producer
 * is told them, its texts; and how it fills in
 * what is the leader's to fill in.
 *
 * <p>The leader epoch in a produced batch is overwritten and never looked at. Records whose compression has no library on
 * the class path are taken on the word of the batch's header.
 *
 * <p>Not modelled: recompression, conversion of formats 0 and 1 (refused, as Kafka 4 does).
 */
final class BatchValidator {

    /** How many errors of single records the error of their batch repeats. */
    private static final int SHOWN_ERRORS = 3;

    private final TopicPartition topicPartition;
    private final LogConfig config;

    BatchValidator(TopicPartition topicPartition, LogConfig config) {
        this.topicPartition = topicPartition;
        this.config = config;
    }

    /** A leader's judgement on a produced batch. */
    sealed interface Judgement {

        /** Returns what the function of this case makes of it. */
        <T> T fold(Function<Accepted, T> ifAccepted, Function<Refused, T> ifRefused);

        /** The batch with offsets, leader epoch and timestamps filled in, ready to be appended. */
        record Accepted(RecordBatch batch) implements Judgement {

            @Override
            public <T> T fold(Function<Accepted, T> ifAccepted, Function<Refused, T> ifRefused) {
                return ifAccepted.apply(this);
            }
        }

        /** The batch is refused. */
        record Refused(Rejected reason) implements Judgement {

            @Override
            public <T> T fold(Function<Accepted, T> ifAccepted, Function<Refused, T> ifRefused) {
                return ifRefused.apply(this);
            }
        }
    }

    /** Judges a produced batch and fills in its place in the log. */
    Judgement judge(ProducedBatch produced, long baseOffset, int leaderEpoch, long nowMillis) {
        RecordBatch batch = produced.sent();
        try {
            checkBatch(batch);
            return new Judgement.Accepted(place(batch, baseOffset, leaderEpoch, nowMillis));
        } catch (RecordFormatException e) {
            return new Judgement.Refused(Rejected.of(e.error(), messageOf(e)));
        } catch (InvalidRecordsException e) {
            return new Judgement.Refused(e.rejected);
        }
    }

    private void checkBatch(RecordBatch batch) {
        require(batch.baseOffset() == 0, ErrorCode.INVALID_RECORD, "base offset is not 0 in " + batch);
        // Kafka has no protocol error of its own for a header that ends before that, nor for a compression that it
        // lacks.
        require(
                batch.sizeBytes() >= RecordBatch.BASE_TIMESTAMP_AT,
                ErrorCode.UNKNOWN_SERVER_ERROR,
                "header ends before the last offset in " + batch);
        requireSize(batch);
        require(batch.isIntact(), ErrorCode.CORRUPT_MESSAGE, "checksum is wrong in " + batch);
        require(batch.compression().isPresent(), ErrorCode.UNKNOWN_SERVER_ERROR, "compression is unknown in " + batch);
        require(
                batch.lastOffsetDelta() >= 0,
                ErrorCode.INVALID_RECORD,
                "last offset lies before the first in " + batch);
        require(
                batch.recordCount() > 0 && batch.recordCount() - 1 == batch.lastOffsetDelta(),
                ErrorCode.INVALID_RECORD,
                "record count " + batch.recordCount() + " does not match the offsets of " + batch);
        require(!batch.isControl(), ErrorCode.INVALID_RECORD, "clients may not write control records");
        require(
                !batch.hasProducerId() || batch.baseSequence() >= 0,
                ErrorCode.INVALID_RECORD,
                "idempotent producer without sequence in " + batch);
    }

    private void requireSize(RecordBatch batch) {
        require(
                batch.sizeBytes() <= config.maxMessageBytes(),
                ErrorCode.MESSAGE_TOO_LARGE,
                "record batch has " + batch.sizeBytes() + " bytes (max.message.bytes: " + config.maxMessageBytes()
                        + ")");
    }

    private RecordBatch place(RecordBatch batch, long baseOffset, int leaderEpoch, long nowMillis) {
        boolean isStampedByLeader = config.timestampType() == TimestampType.LOG_APPEND_TIME;
        if (batch.compression().filter(c -> !c.isAvailable()).isPresent()) {
            RecordBatch stamped =
                    batch.stamped(config.timestampType(), isStampedByLeader ? nowMillis : batch.maxTimestamp());
            return stamped.placedAt(baseOffset, leaderEpoch);
        }
        List<LogRecord> records = batch.records();
        checkRecords(batch, records, nowMillis);
        RecordBatch counted = countedAnew(batch, records);
        long maxTimestamp = isStampedByLeader
                ? nowMillis
                : records.stream().mapToLong(LogRecord::timestamp).max().orElse(RecordBatch.NO_TIMESTAMP);
        return counted.stamped(config.timestampType(), Math.max(maxTimestamp, RecordBatch.NO_TIMESTAMP))
                .placedAt(baseOffset, leaderEpoch);
    }

    private void checkRecords(RecordBatch batch, List<LogRecord> records, long nowMillis) {
        List<RecordError> errors = new ArrayList<>(0);
        boolean isAboutTime = false;
        for (int i = 0; i < records.size(); i++) {
            LogRecord record = records.get(i);
            if (config.isCompacted() && record.key() == null) {
                errors.add(new RecordError(
                        i, "Compacted topic cannot accept message without key in topic partition " + topicPartition));
                continue;
            }
            Optional<String> complaint = complaintAboutTime(batch, record, nowMillis);
            if (complaint.isPresent()) {
                errors.add(new RecordError(i, complaint.get()));
                isAboutTime = true;
            }
        }
        if (!errors.isEmpty()) {
            throw new InvalidRecordsException(
                    isAboutTime
                            ? new Rejected(
                                    ErrorCode.INVALID_TIMESTAMP,
                                    "One or more records have been rejected due to invalid timestamp",
                                    errors)
                            : new Rejected(ErrorCode.INVALID_RECORD, summary(errors), errors));
        }
    }

    private static String summary(List<RecordError> errors) {
        String shown = errors.stream()
                .limit(SHOWN_ERRORS)
                .map(error -> "RecordError(batchIndex=" + error.batchIndex() + ", message='" + error.message() + "')")
                .collect(Collectors.joining(", ", "[", "]"));
        return "One or more records have been rejected due to " + errors.size()
                + " record errors in total, and only showing the first three errors at most: " + shown;
    }

    private Optional<String> complaintAboutTime(RecordBatch batch, LogRecord record, long nowMillis) {
        if (config.timestampType() == TimestampType.CREATE_TIME && record.timestamp() != RecordBatch.NO_TIMESTAMP) {
            long ageMillis = nowMillis - record.timestamp();
            return ageMillis > config.timestampBeforeMaxMillis() || -ageMillis > config.timestampAfterMaxMillis()
                    ? Optional.of("Timestamp " + record.timestamp() + " of message with offset " + record.offset()
                            + " is out of range. The timestamp should be within ["
                            + (nowMillis - config.timestampBeforeMaxMillis()) + ", "
                            + (nowMillis + config.timestampAfterMaxMillis()) + "]")
                    : Optional.empty();
        }
        return batch.timestampType() == TimestampType.LOG_APPEND_TIME
                ? Optional.of("Invalid timestamp type in message " + described(batch, record)
                        + ". Producer should not set timestamp type to LogAppendTime.")
                : Optional.empty();
    }

    /** Names a record as Kafka does, which looks at the keys and values of records that are not compressed only. */
    private static String described(RecordBatch batch, LogRecord record) {
        boolean isPlain = batch.compression().filter(Compression.NONE::equals).isPresent();
        int sizeOfNone = isPlain ? 0 : -1;
        return (isPlain ? "DefaultRecord" : "PartialDefaultRecord") + "(offset=" + record.offset() + ", timestamp="
                + record.timestamp() + ", key=" + size(record.key(), sizeOfNone) + " bytes, value="
                + size(record.value(), sizeOfNone) + " bytes)";
    }

    private static int size(@Nullable ByteBuffer bytes, int sizeOfNone) {
        return bytes == null ? sizeOfNone : bytes.remaining();
    }

    /**
     * Writes a compressed batch anew where the offsets inside do not count up from 0, as Kafka does for old clients; Kafka
     * looks at them in compressed batches only. The result is not compressed, which readers cannot tell.
     */
    private RecordBatch countedAnew(RecordBatch batch, List<LogRecord> records) {
        if (batch.compression().filter(Compression.NONE::equals).isPresent() || countsUp(records)) {
            return batch;
        }
        RecordBatchBuilder builder =
                new RecordBatchBuilder().producer(batch.producerId(), batch.producerEpoch(), batch.baseSequence());
        if (batch.isTransactional()) {
            builder.transactional();
        }
        records.forEach(record -> builder.add(record.timestamp(), record.key(), record.value(), record.headers()));
        RecordBatch rewritten = builder.build();
        requireSize(rewritten);
        return rewritten;
    }

    private static boolean countsUp(List<LogRecord> records) {
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i).offset() != i) {
                return false;
            }
        }
        return true;
    }

    private static void require(boolean condition, ErrorCode error, String message) {
        if (!condition) {
            throw new RecordFormatException(error, message);
        }
    }

    private static String messageOf(Exception e) {
        return String.valueOf(e.getMessage());
    }

    /** Carries the refusal of single records out of the depth of the checks. */
    private static final class InvalidRecordsException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Rejected rejected;

        InvalidRecordsException(Rejected rejected) {
            super(rejected.message(), null, false, false);
            this.rejected = rejected;
        }
    }
}

package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.kafka.log.AppendResult.RecordError;
import io.embeddedcluster.internal.kafka.log.AppendResult.Rejected;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a leader demands of a batch that a client sends, in Kafka's order and with Kafka's error codes; and how it fills in
 * what is the leader's to fill in.
 *
 * <p>The leader epoch in a produced batch is overwritten and never looked at. Records whose compression has no library on
 * the class path are taken on the word of the batch's header.
 *
 * <p>Not modelled: recompression, conversion of formats 0 and 1 (refused, as Kafka 4 does).
 */
final class BatchValidator {

    private final LogConfig config;

    BatchValidator(LogConfig config) {
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
        requireSize(batch);
        require(batch.isIntact(), ErrorCode.CORRUPT_MESSAGE, "checksum is wrong in " + batch);
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
                errors.add(new RecordError(i, "record of a compacted topic has no key"));
            } else if (hasInvalidTimestamp(batch, record, nowMillis)) {
                errors.add(new RecordError(
                        i,
                        "timestamp " + record.timestamp() + " is out of range or not the producer's (now: " + nowMillis
                                + ", allowed before: " + config.timestampBeforeMaxMillis() + " ms, after: "
                                + config.timestampAfterMaxMillis() + " ms)"));
                isAboutTime = true;
            }
        }
        if (!errors.isEmpty()) {
            throw new InvalidRecordsException(new Rejected(
                    isAboutTime ? ErrorCode.INVALID_TIMESTAMP : ErrorCode.INVALID_RECORD,
                    isAboutTime
                            ? "One or more records have been rejected due to invalid timestamp"
                            : "One or more records have been rejected due to " + errors.size() + " record errors",
                    errors));
        }
    }

    private boolean hasInvalidTimestamp(RecordBatch batch, LogRecord record, long nowMillis) {
        if (config.timestampType() == TimestampType.CREATE_TIME && record.timestamp() != RecordBatch.NO_TIMESTAMP) {
            long ageMillis = nowMillis - record.timestamp();
            return ageMillis > config.timestampBeforeMaxMillis() || -ageMillis > config.timestampAfterMaxMillis();
        }
        return batch.timestampType() == TimestampType.LOG_APPEND_TIME;
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

package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.util.List;
import java.util.function.Function;

/** What became of an append. */
public sealed interface AppendResult {

    /** Returns what the function of this case makes of it. */
    <T> T fold(Function<Appended, T> ifAppended, Function<Rejected, T> ifRejected);

    /**
     * The records are in the log, now or since an earlier append of the same batch.
     *
     * @param baseOffset the offset of the first record
     * @param lastOffset the offset of the last record; inclusive
     * @param logAppendTimeMillis what the producer is told: the time of the append where the topic is stamped by the leader,
     *     or -1; for a duplicate the latest timestamp of the batch, as Kafka answers
     * @param isDuplicate whether an idempotent producer sent this batch before, so that nothing was written
     */
    record Appended(long baseOffset, long lastOffset, long logAppendTimeMillis, boolean isDuplicate)
            implements AppendResult {

        @Override
        public <T> T fold(Function<Appended, T> ifAppended, Function<Rejected, T> ifRejected) {
            return ifAppended.apply(this);
        }
    }

    /**
     * Nothing was written.
     *
     * @param error the answer to the producer
     * @param message the reason in words
     * @param recordErrors which records are to blame, where the error is about single records
     */
    record Rejected(ErrorCode error, String message, List<RecordError> recordErrors) implements AppendResult {

        /** Keeps its own copy of the list. */
        public Rejected {
            recordErrors = List.copyOf(recordErrors);
        }

        static Rejected of(ErrorCode error, String message) {
            return new Rejected(error, message, List.of());
        }

        @Override
        public <T> T fold(Function<Appended, T> ifAppended, Function<Rejected, T> ifRejected) {
            return ifRejected.apply(this);
        }
    }

    /**
     * What is wrong with one record of a batch.
     *
     * @param batchIndex the record's place in its batch, from 0
     * @param message the reason in words
     */
    record RecordError(int batchIndex, String message) {}
}

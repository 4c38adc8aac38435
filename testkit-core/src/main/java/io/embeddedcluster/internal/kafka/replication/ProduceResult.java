package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.kafka.log.AppendResult;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.util.List;
import java.util.function.Consumer;

/** What became of the records of one partition of a Produce request. */
public sealed interface ProduceResult {

    /** Hands this to the consumer of its case. */
    void tell(Consumer<Appended> ifAppended, Consumer<Refused> ifRefused);

    /**
     * The leader has them in its log.
     *
     * @param appended where
     * @param leaderEpoch the epoch of the leader that answers
     * @param logStartOffset the log start offset after the append
     */
    record Appended(AppendResult.Appended appended, int leaderEpoch, long logStartOffset) implements ProduceResult {

        @Override
        public void tell(Consumer<Appended> ifAppended, Consumer<Refused> ifRefused) {
            ifAppended.accept(this);
        }
    }

    /**
     * They are not in the log.
     *
     * @param error the answer to the producer
     * @param message the reason in words, empty where the error says it all
     * @param recordErrors which records are to blame
     * @param logStartOffset the log start offset, -1 where there is no log
     */
    record Refused(ErrorCode error, String message, List<AppendResult.RecordError> recordErrors, long logStartOffset)
            implements ProduceResult {

        /** Keeps its own copy of the list. */
        public Refused {
            recordErrors = List.copyOf(recordErrors);
        }

        @Override
        public void tell(Consumer<Appended> ifAppended, Consumer<Refused> ifRefused) {
            ifRefused.accept(this);
        }

        static Refused of(ErrorCode error) {
            return new Refused(error, "", List.of(), -1);
        }
    }
}

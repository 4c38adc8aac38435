package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.kafka.log.AppendResult.Rejected;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What a follower takes of the records that it fetched: whole, intact batches that follow on the end of its log. */
sealed interface FetchedBatches {

    /** Returns what the function of this case makes of it. */
    <T> T fold(Function<Taken, T> ifTaken, Function<Refused, T> ifRefused);

    /**
     * The batches to append.
     *
     * @param batches as they lie in the fetched bytes, from their beginning; none where nothing is to be appended
     */
    record Taken(List<RecordBatch> batches) implements FetchedBatches {

        @Override
        public <T> T fold(Function<Taken, T> ifTaken, Function<Refused, T> ifRefused) {
            return ifTaken.apply(this);
        }
    }

    /** Nothing is to be appended, for the reason given. */
    record Refused(Rejected reason) implements FetchedBatches {

        @Override
        public <T> T fold(Function<Taken, T> ifTaken, Function<Refused, T> ifRefused) {
            return ifRefused.apply(this);
        }
    }

    /**
     * Parses what was fetched.
     *
     * @param leaderEpoch the leader epoch that the records were asked for in; batches of later ones are left out
     * @param startOffset of the follower's log
     * @param endOffset of the follower's log, where the first batch has to begin; exclusive
     */
    static FetchedBatches parse(ByteBuffer fetched, int leaderEpoch, long startOffset, long endOffset) {
        List<RecordBatch> batches = new ArrayList<>();
        long next = endOffset;
        try {
            for (RecordBatch batch : RecordBatch.split(fetched)) {
                if (!batch.isIntact()) {
                    return refused(ErrorCode.CORRUPT_MESSAGE, "fetched a corrupt batch at offset " + next);
                }
                if (batch.leaderEpoch() > leaderEpoch) {
                    break;
                }
                boolean beginsEmptyLog = batches.isEmpty() && startOffset == endOffset && holds(batch, endOffset);
                if (batch.baseOffset() != next && !beginsEmptyLog) {
                    return refused(
                            ErrorCode.OFFSET_OUT_OF_RANGE,
                            "fetched " + batch + " (expected: base offset " + next + ")");
                }
                batches.add(batch);
                next = batch.lastOffset() + 1;
            }
        } catch (RecordFormatException e) {
            return refused(e.error(), String.valueOf(e.getMessage()));
        }
        return new Taken(batches);
    }

    /** An empty log that begins inside a batch of the leader begins with that whole batch instead. */
    private static boolean holds(RecordBatch batch, long offset) {
        return batch.baseOffset() < offset && batch.lastOffset() >= offset;
    }

    private static Refused refused(ErrorCode error, String message) {
        return new Refused(Rejected.of(error, message));
    }
}

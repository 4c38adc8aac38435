package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.kafka.log.EpochEnd;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.nio.ByteBuffer;

/**
 * What a fetcher is answered about one partition.
 *
 * @param error NONE, or why nothing was read
 * @param records whole batches, shared with the log
 * @param highWatermark the high watermark, exclusive; -1 with an error
 * @param logStartOffset the log start offset; -1 with an error
 * @param divergingEnd where the fetcher's log parts from this one; {@link EpochEnd#UNKNOWN} where it does not
 */
public record ReplicaRead(
        ErrorCode error, ByteBuffer records, long highWatermark, long logStartOffset, EpochEnd divergingEnd) {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    static ReplicaRead refused(ErrorCode error) {
        return new ReplicaRead(error, NOTHING.duplicate(), -1, -1, EpochEnd.UNKNOWN);
    }

    static ReplicaRead diverging(EpochEnd end, long highWatermark, long logStartOffset) {
        return new ReplicaRead(ErrorCode.NONE, NOTHING.duplicate(), highWatermark, logStartOffset, end);
    }

    /** {@return whether the fetcher has to cut its log} */
    public boolean isDiverging() {
        return !divergingEnd.isUnknown();
    }
}

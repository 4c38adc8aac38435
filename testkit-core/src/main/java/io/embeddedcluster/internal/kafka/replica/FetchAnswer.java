package io.embeddedcluster.internal.kafka.replica;

import io.embeddedcluster.internal.kafka.log.EpochEnd;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.nio.ByteBuffer;

/**
 * What a leader answers to a follower's fetch.
 *
 * @param error NONE, or why there are no records
 * @param divergingEnd where to cut the log; {@link EpochEnd#UNKNOWN} where it need not be cut
 * @param records whole batches from the fetch offset; may be empty
 * @param highWatermark the leader's high watermark; exclusive
 * @param logStartOffset the leader's log start offset
 */
public record FetchAnswer(
        ErrorCode error, EpochEnd divergingEnd, ByteBuffer records, long highWatermark, long logStartOffset) {}

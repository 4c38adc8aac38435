package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.kafka.log.RecordBatch;
import java.nio.ByteBuffer;
import java.util.List;

/** Whole batches that lie one after the other. */
final class BatchRuns {

    private BatchRuns() {}

    /** {@return the offset behind the last record} */
    static long endOffset(ByteBuffer bytes) {
        List<RecordBatch> batches = RecordBatch.split(bytes.duplicate());
        return batches.get(batches.size() - 1).lastOffset() + 1;
    }
}

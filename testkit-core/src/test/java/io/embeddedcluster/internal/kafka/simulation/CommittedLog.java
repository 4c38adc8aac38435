package io.embeddedcluster.internal.kafka.simulation;

import io.embeddedcluster.internal.kafka.log.RecordBatch;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** The one order of a partition: every batch below the highest high watermark that a leader ever had. */
final class CommittedLog {

    private final Partition partition;
    private final TreeMap<Long, RecordBatch> batches = new TreeMap<>();
    private final Map<Long, RecordBatch> lastOfProducers = new TreeMap<>();
    private long endOffset;

    CommittedLog(Partition partition) {
        this.partition = partition;
    }

    /** {@return the end of what is committed; exclusive} */
    long endOffset() {
        return endOffset;
    }

    /** Compares a batch with the one that is committed there, or takes it as the next one. */
    void see(RecordBatch batch, String where) {
        if (batch.baseOffset() == endOffset) {
            commit(batch, where);
            return;
        }
        require(batch, where, "below the high watermark all replicas are equal");
    }

    /** Requires that exactly this batch is committed, byte for byte. */
    void require(RecordBatch batch, String where, String promise) {
        RecordBatch committed = batches.get(batch.baseOffset());
        if (committed == null || !committed.bytes().equals(batch.bytes())) {
            throw new BrokenPromise(
                    promise, partition + " on " + where + " has " + batch + ", committed is " + committed);
        }
    }

    /** Requires that the content that a producer sent is committed at that offset. */
    void requireContent(long baseOffset, RecordBatch sent) {
        RecordBatch committed = batches.get(baseOffset);
        if (committed == null || committed.crc() != sent.crc()) {
            throw new BrokenPromise(
                    "nothing acknowledged is lost",
                    partition + ": a producer was told that " + sent + " is at " + baseOffset + ", committed is "
                            + committed + " of " + endOffset);
        }
    }

    private void commit(RecordBatch batch, String where) {
        if (batch.hasProducerId()) {
            RecordBatch last = lastOfProducers.put(batch.producerId(), batch);
            int expected = last == null ? 0 : last.lastSequence() + 1;
            if (batch.baseSequence() != expected) {
                throw new BrokenPromise(
                        "sequences are contiguous",
                        partition + " on " + where + ": " + batch + " does not follow " + last);
            }
        }
        batches.put(batch.baseOffset(), new RecordBatchCopy(batch.bytes()).batch());
        endOffset = batch.lastOffset() + 1;
    }

    /** The bytes as they are now: a log that changes them later is found out. */
    private record RecordBatchCopy(ByteBuffer bytes) {

        RecordBatch batch() {
            ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
            copy.put(bytes.duplicate()).flip();
            return RecordBatch.split(copy).get(0);
        }
    }
}

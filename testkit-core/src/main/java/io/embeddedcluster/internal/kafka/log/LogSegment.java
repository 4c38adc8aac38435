package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.host.DiskFile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One file of a log: whole batches one after the other, with contiguous offsets, and where each of them lies. What lies
 * where is only in memory and found out anew when the file is loaded.
 */
final class LogSegment {

    private static final int INITIAL_INDEX_LENGTH = 16;

    private final DiskFile file;
    private final long baseOffset;
    private long endOffset;
    private int batchCount;
    private long[] baseOffsets = new long[INITIAL_INDEX_LENGTH];
    private long[] maxTimestamps = new long[INITIAL_INDEX_LENGTH];
    private int[] positions = new int[INITIAL_INDEX_LENGTH];

    LogSegment(DiskFile file, long baseOffset) {
        this.file = file;
        this.baseOffset = baseOffset;
        endOffset = baseOffset;
    }

    /**
     * Finds the batches of the file, and cuts it before the first that is torn, corrupt, or out of its place.
     *
     * @param checksCrc whether checksums are looked at; not needed after an orderly close
     * @return how many bytes were cut off
     */
    long load(boolean checksCrc) {
        long length = file.length();
        int position = 0;
        while (length - position >= RecordBatch.HEADER_BYTES) {
            RecordBatch batch = intactBatchAt(position, length, checksCrc);
            if (batch == null) {
                break;
            }
            index(batch, position);
            position += batch.sizeBytes();
        }
        if (position < length) {
            file.truncate(position);
        }
        return length - position;
    }

    private @Nullable RecordBatch intactBatchAt(int position, long fileLength, boolean checksCrc) {
        ByteBuffer header = file.read(position, RecordBatch.HEADER_BYTES);
        long size;
        try {
            size = RecordBatch.sizeAt(header, 0);
        } catch (RecordFormatException e) {
            return null;
        }
        if (size < RecordBatch.HEADER_BYTES || size > fileLength - position) {
            return null;
        }
        RecordBatch batch = new RecordBatch(file.read(position, (int) size));
        boolean isInPlace =
                batch.magic() == RecordBatch.MAGIC && batch.baseOffset() == endOffset && batch.lastOffsetDelta() >= 0;
        return isInPlace && (!checksCrc || batch.isIntact()) ? batch : null;
    }

    long baseOffset() {
        return baseOffset;
    }

    /** {@return the offset behind the last record; exclusive} */
    long endOffset() {
        return endOffset;
    }

    int sizeBytes() {
        return (int) file.length();
    }

    int batchCount() {
        return batchCount;
    }

    long maxTimestamp(int index) {
        return maxTimestamps[index];
    }

    RecordBatch batch(int index) {
        return new RecordBatch(file.read(positions[index], positionAfter(index) - positions[index]));
    }

    /** {@return the batch's header as a batch without its records} */
    RecordBatch header(int index) {
        return new RecordBatch(file.read(positions[index], RecordBatch.HEADER_BYTES));
    }

    /** Appends batches that follow on each other and on the end of this segment. */
    void append(ByteBuffer bytes, Iterable<RecordBatch> batches) {
        int position = sizeBytes();
        file.append(bytes);
        for (RecordBatch batch : batches) {
            index(batch, position);
            position += batch.sizeBytes();
        }
    }

    /**
     * Reads whole batches, from the one that holds the offset.
     *
     * @param offset lies in this segment
     * @param maxBytes where at least one batch is asked for, the first may be longer
     * @param limitOffset only batches that end before or at it; exclusive
     */
    LogRead read(long offset, int maxBytes, long limitOffset, boolean atLeastOneBatch) {
        int first = indexOf(offset);
        int start = positions[first];
        int end = start;
        long nextOffset = offset;
        for (int i = first; i < batchCount && endOffset(i) <= limitOffset; i++) {
            boolean fits = positionAfter(i) - start <= maxBytes;
            if (!fits && !(atLeastOneBatch && i == first)) {
                break;
            }
            end = positionAfter(i);
            nextOffset = endOffset(i);
        }
        return LogRead.of(file.read(start, end - start), nextOffset);
    }

    /** Cuts the segment before the batch that holds the offset. */
    void truncateTo(long offset) {
        if (offset >= endOffset) {
            return;
        }
        int first = indexOf(offset);
        endOffset = baseOffsets[first];
        file.truncate(positions[first]);
        batchCount = first;
    }

    void sync(DiskFile.SyncCallback callback) {
        file.sync(callback);
    }

    /** Returns the batch that holds the offset, which lies in this segment. */
    int indexOf(long offset) {
        int found = Arrays.binarySearch(baseOffsets, 0, batchCount, offset);
        return found >= 0 ? found : -found - 2;
    }

    private long endOffset(int index) {
        return index + 1 < batchCount ? baseOffsets[index + 1] : endOffset;
    }

    private int positionAfter(int index) {
        return index + 1 < batchCount ? positions[index + 1] : sizeBytes();
    }

    private void index(RecordBatch batch, int position) {
        if (batchCount == positions.length) {
            baseOffsets = Arrays.copyOf(baseOffsets, 2 * batchCount);
            maxTimestamps = Arrays.copyOf(maxTimestamps, 2 * batchCount);
            positions = Arrays.copyOf(positions, 2 * batchCount);
        }
        baseOffsets[batchCount] = batch.baseOffset();
        maxTimestamps[batchCount] = batch.maxTimestamp();
        positions[batchCount] = position;
        batchCount++;
        endOffset = batch.lastOffset() + 1;
    }
}

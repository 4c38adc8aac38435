package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.host.DiskFile;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The segments of one log, in the order of their offsets and without a hole; the last one, the active segment, is appended
 * to. There is always one.
 *
 * <p>As Kafka's defaults have it, an append is not synced; a segment is when the next one begins, and the last one at the
 * orderly close.
 *
 * <p>Not modelled: deletion by age or size, compaction, rolling by time.
 *
 * <p>Threading: confined to the broker's event loop.
 */
final class LogSegments {

    private final LogFiles files;
    private final NavigableMap<Long, LogSegment> byBaseOffset = new TreeMap<>();

    /** Finds no segments yet: {@link #load} does, or {@link #restartAt}. */
    LogSegments(LogFiles files) {
        this.files = files;
    }

    /**
     * Finds the segments on disk, and cuts what cannot be read and all behind it.
     *
     * @param checksCrc whether checksums are looked at; not needed after an orderly close
     * @return how many bytes were cut off
     */
    long load(boolean checksCrc) {
        long lostBytes = 0;
        for (long baseOffset : files.segmentOffsets()) {
            LogSegment segment = files.segment(baseOffset);
            boolean follows = byBaseOffset.isEmpty() || (lostBytes == 0 && endOffset() == baseOffset);
            if (follows) {
                byBaseOffset.put(baseOffset, segment);
                lostBytes += segment.load(checksCrc);
            } else {
                // What lies behind a hole was never acknowledged by this log as a whole.
                lostBytes += segment.sizeBytes();
                files.deleteSegment(baseOffset);
            }
        }
        if (byBaseOffset.isEmpty()) {
            add(0);
        }
        return lostBytes;
    }

    /** {@return the first offset of the first segment} */
    long baseOffset() {
        return byBaseOffset.firstKey();
    }

    /** {@return the offset behind the last record; exclusive} */
    long endOffset() {
        return active().endOffset();
    }

    long sizeBytes() {
        return all().stream().mapToLong(LogSegment::sizeBytes).sum();
    }

    /** {@return all, by offset; a view} */
    Collection<LogSegment> all() {
        return Collections.unmodifiableCollection(byBaseOffset.values());
    }

    /** {@return the segment that an offset lies in, or the active one for the end offset} */
    LogSegment holding(long offset) {
        return byBaseOffset.floorEntry(offset).getValue();
    }

    private LogSegment active() {
        return byBaseOffset.lastEntry().getValue();
    }

    private void add(long baseOffset) {
        byBaseOffset.put(baseOffset, files.segment(baseOffset));
    }

    /**
     * Appends batches that lie one after the other from the position of the bytes, in as few writes as segments allow.
     *
     * @param segmentBytes how long a segment may be
     */
    void append(ByteBuffer bytes, List<RecordBatch> batches, int segmentBytes) {
        int position = bytes.position();
        int from = 0;
        while (from < batches.size()) {
            rollBefore(batches.get(from), segmentBytes);
            LogSegment segment = active();
            long room = (long) segmentBytes - segment.sizeBytes();
            int to = from + 1;
            long size = batches.get(from).sizeBytes();
            while (to < batches.size() && size + batches.get(to).sizeBytes() <= room) {
                size += batches.get(to).sizeBytes();
                to++;
            }
            segment.append(bytes.slice(position, (int) size), batches.subList(from, to));
            position += (int) size;
            from = to;
        }
    }

    private void rollBefore(RecordBatch batch, int segmentBytes) {
        LogSegment full = active();
        if (full.sizeBytes() > 0 && full.sizeBytes() > segmentBytes - batch.sizeBytes()) {
            full.sync(files.onSynced());
            add(full.endOffset());
        }
    }

    /** Cuts before the batch that holds the offset, which lies behind the first segment's first. */
    void truncateTo(long offset) {
        while (byBaseOffset.lastKey() >= offset) {
            files.deleteSegment(byBaseOffset.pollLastEntry().getKey());
        }
        active().truncateTo(offset);
        // Else a loss of power would bring back what was cut, below a high watermark that was synced later.
        active().sync(files.onSynced());
    }

    /** Deletes all and begins anew at that offset. */
    void restartAt(long offset) {
        byBaseOffset.keySet().forEach(files::deleteSegment);
        byBaseOffset.clear();
        add(offset);
    }

    void syncActive(DiskFile.SyncCallback synced) {
        active().sync(synced);
    }

    /** Shows the header of each batch, a batch without its records, in order. */
    void forEachHeader(Consumer<RecordBatch> action) {
        for (LogSegment segment : all()) {
            for (int i = 0; i < segment.batchCount(); i++) {
                action.accept(segment.header(i));
            }
        }
    }
}

package io.embeddedcluster.internal.kafka.log;

import java.util.Optional;

/**
 * Finds records by their timestamps, as ListOffsets asks for them. Batches are opened only where their largest timestamp
 * says that they hold the record.
 *
 * @param segments where to look
 * @param startOffset the log start offset: records before it are not found
 */
record TimestampSearch(LogSegments segments, long startOffset) {

    /** Returns the first record with at least that timestamp. */
    Optional<TimestampedOffset> firstAtOrAfter(long timestamp) {
        for (LogSegment segment : segments.all()) {
            for (int i = 0; i < segment.batchCount(); i++) {
                if (segment.maxTimestamp(i) >= timestamp) {
                    Optional<TimestampedOffset> found = firstAtOrAfter(segment.batch(i), timestamp);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the record with the largest timestamp, the first of them where there are several or none has a timestamp. */
    Optional<TimestampedOffset> ofLargest() {
        long max = RecordBatch.NO_TIMESTAMP;
        for (LogSegment segment : segments.all()) {
            for (int i = 0; i < segment.batchCount(); i++) {
                max = Math.max(max, segment.maxTimestamp(i));
            }
        }
        return firstAtOrAfter(max);
    }

    private Optional<TimestampedOffset> firstAtOrAfter(RecordBatch batch, long timestamp) {
        return batch.records().stream()
                .filter(record -> record.timestamp() >= timestamp && record.offset() >= startOffset)
                .findFirst()
                .map(record -> new TimestampedOffset(record.timestamp(), record.offset(), batch.leaderEpoch()));
    }
}

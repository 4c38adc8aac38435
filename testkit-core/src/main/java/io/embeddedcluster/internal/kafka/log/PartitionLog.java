package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.host.Disk;
import io.embeddedcluster.internal.host.DiskFile;
import io.embeddedcluster.internal.journal.NodeJournal;
import io.embeddedcluster.internal.kafka.log.AppendResult.Appended;
import io.embeddedcluster.internal.kafka.log.AppendResult.Rejected;
import io.embeddedcluster.internal.kafka.log.BatchValidator.Judgement;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The log of one topic partition on one broker's disk.
 *
 * <p>Files, below a name of the form {@code topic-partition/}: segments named by their first offset,
 * {@code leader-epoch-checkpoint}, {@code log-start-offset} where it is not that of the first segment, and
 * {@code clean-shutdown} between an orderly close and the next opening. Opening a log after anything else than an orderly
 * close checks every checksum and cuts the log before the first batch that is torn or corrupt.
 *
 * <p>As Kafka's defaults have it, an append is not synced; a segment is when the next one begins, and the last one at the
 * orderly close.
 *
 * <p>Not modelled: retention, compaction, transactions, rolling by time.
 *
 * <p>Threading: confined to the broker's event loop.
 */
public final class PartitionLog implements LogView {

    private static final String SEGMENT_SUFFIX = ".log";
    private static final String EPOCH_FILE = "leader-epoch-checkpoint";
    private static final String START_OFFSET_FILE = "log-start-offset";
    private static final String CLEAN_SHUTDOWN_FILE = "clean-shutdown";

    private final TopicPartition topicPartition;
    private final Disk disk;
    private final NodeJournal journal;
    private final DiskFile.SyncCallback onSynced;
    private final NavigableMap<Long, LogSegment> segments = new TreeMap<>();
    private final LeaderEpochCache epochs;
    private final ProducerStates producers = new ProducerStates();
    private LogConfig config;
    private long startOffset;

    private PartitionLog(
            TopicPartition topicPartition,
            Disk disk,
            LogConfig config,
            NodeJournal journal,
            DiskFile.SyncCallback onSynced) {
        this.topicPartition = topicPartition;
        this.disk = disk;
        this.config = config;
        this.journal = journal;
        this.onSynced = onSynced;
        epochs = new LeaderEpochCache(disk, fileName(EPOCH_FILE), onSynced);
    }

    /**
     * Opens the log of a partition, empty where there is none, and recovers what it can after a crash.
     *
     * @param onSynced told the end of each sync that the log begins, with the failure of the disk if any
     */
    public static PartitionLog open(
            TopicPartition topicPartition,
            Disk disk,
            LogConfig config,
            NodeJournal journal,
            DiskFile.SyncCallback onSynced) {
        PartitionLog log = new PartitionLog(topicPartition, disk, config, journal, onSynced);
        log.load();
        return log;
    }

    /** {@return whether the disk holds anything of a log of that partition} */
    public static boolean exists(TopicPartition topicPartition, Disk disk) {
        return !disk.list(topicPartition + "/").isEmpty();
    }

    /** Deletes all files of the log of a partition, which must not be used any more. */
    public static void delete(TopicPartition topicPartition, Disk disk) {
        disk.list(topicPartition + "/").forEach(disk::delete);
    }

    /** {@return the partition} */
    public TopicPartition topicPartition() {
        return topicPartition;
    }

    /** {@return the settings in force} */
    public LogConfig config() {
        return config;
    }

    /** Changes the settings, for what is appended from now on. */
    public void configure(LogConfig value) {
        config = value;
    }

    @Override
    public long startOffset() {
        return startOffset;
    }

    @Override
    public long endOffset() {
        return active().endOffset();
    }

    @Override
    public OptionalInt latestEpoch() {
        return epochs.latestEpoch();
    }

    @Override
    public EpochEnd endOffsetFor(int leaderEpoch) {
        return epochs.endOffsetFor(leaderEpoch, endOffset());
    }

    /** {@return at which offset each leader epoch began} */
    public LeaderEpochCache epochs() {
        return epochs;
    }

    /** {@return what is remembered of idempotent producers} */
    public ProducerStates producers() {
        return producers;
    }

    /** {@return the length of all segments in bytes} */
    public long sizeBytes() {
        return segments.values().stream().mapToLong(LogSegment::sizeBytes).sum();
    }

    /**
     * Appends what a client sent, as the partition's leader: validates, assigns offsets and leader epoch, recognizes
     * duplicates. The bytes are copied.
     *
     * @param produced the records of one partition of a Produce request
     * @param nowMillis wall-clock time
     */
    public AppendResult appendAsLeader(ByteBuffer produced, int leaderEpoch, long nowMillis) {
        Judgement judgement = new BatchValidator(config).judge(produced, endOffset(), leaderEpoch, nowMillis);
        if (judgement instanceof Judgement.Refused refused) {
            return refused.reason();
        }
        RecordBatch batch = ((Judgement.Accepted) judgement).batch();
        if (batch.sizeBytes() > config.segmentBytes()) {
            return Rejected.of(
                    ErrorCode.RECORD_LIST_TOO_LARGE,
                    "record batch has " + batch.sizeBytes() + " bytes (segment.bytes: " + config.segmentBytes() + ")");
        }
        Optional<AppendResult> outOfOrder = producers.check(batch);
        if (outOfOrder.isPresent()) {
            return outOfOrder.get();
        }
        if (batch.isTransactional()) {
            // Kafka: no transaction without a coordinator that knows of it.
            return Rejected.of(ErrorCode.INVALID_TXN_STATE, "record is not part of an ongoing transaction");
        }
        append(batch.bytes(), List.of(batch));
        boolean isStampedByLeader = config.timestampType() == TimestampType.LOG_APPEND_TIME;
        return new Appended(
                batch.baseOffset(),
                batch.lastOffset(),
                isStampedByLeader ? nowMillis : RecordBatch.NO_TIMESTAMP,
                false);
    }

    /**
     * Appends what was fetched from the leader, with the offsets it has. A batch that is not there as a whole, and batches
     * of a later epoch than the one that was fetched in, are left out. The bytes are shared.
     *
     * @param leaderEpoch the leader epoch that the records were asked for in
     * @return what was appended; lastOffset is before baseOffset where that is nothing. Refused, with nothing written:
     *     CORRUPT_MESSAGE for a broken batch, OFFSET_OUT_OF_RANGE where the batches do not follow on the log's end
     */
    public AppendResult appendAsFollower(ByteBuffer fetched, int leaderEpoch) {
        List<RecordBatch> batches = new ArrayList<>();
        long next = endOffset();
        try {
            for (RecordBatch batch : RecordBatch.split(fetched)) {
                if (!batch.isIntact()) {
                    return Rejected.of(ErrorCode.CORRUPT_MESSAGE, "fetched a corrupt batch at offset " + next);
                }
                if (batch.leaderEpoch() > leaderEpoch) {
                    break;
                }
                if (batch.baseOffset() != next && !startsInside(batch, batches)) {
                    return Rejected.of(
                            ErrorCode.OFFSET_OUT_OF_RANGE,
                            "fetched " + batch + " (expected: base offset " + next + ")");
                }
                batches.add(batch);
                next = batch.lastOffset() + 1;
            }
        } catch (RecordFormatException e) {
            return Rejected.of(e.error(), String.valueOf(e.getMessage()));
        }
        if (batches.isEmpty()) {
            return new Appended(endOffset(), endOffset() - 1, RecordBatch.NO_TIMESTAMP, false);
        }
        long base = batches.get(0).baseOffset();
        if (base < endOffset()) {
            truncateFullyAndStartAt(base);
        }
        append(fetched, batches);
        return new Appended(base, next - 1, RecordBatch.NO_TIMESTAMP, false);
    }

    /** An empty log that begins inside a batch of the leader begins with that whole batch instead. */
    private boolean startsInside(RecordBatch batch, List<RecordBatch> before) {
        return before.isEmpty()
                && startOffset == endOffset()
                && batch.baseOffset() < endOffset()
                && batch.lastOffset() >= endOffset();
    }

    /**
     * Reads whole batches from the one that holds the offset, out of one segment.
     *
     * @param offset from the log start offset to the log end offset, else OFFSET_OUT_OF_RANGE
     * @param maxBytes how much to return at most
     * @param limitOffset only batches that end before or at it, such as the high watermark; exclusive
     * @param atLeastOneBatch whether the first batch is returned though it be longer than {@code maxBytes}
     */
    public LogRead read(long offset, int maxBytes, long limitOffset, boolean atLeastOneBatch) {
        if (offset < startOffset || offset > endOffset()) {
            return LogRead.OUT_OF_RANGE;
        }
        LogSegment segment = segments.floorEntry(offset).getValue();
        if (offset >= segment.endOffset() || offset >= limitOffset) {
            return LogRead.EMPTY;
        }
        return new LogRead(ErrorCode.NONE, segment.read(offset, maxBytes, limitOffset, atLeastOneBatch));
    }

    /**
     * Returns the first record with at least that timestamp.
     *
     * @throws UnsupportedOperationException where a batch must be opened whose compression has no library here
     */
    public Optional<TimestampedOffset> offsetForTimestamp(long timestamp) {
        for (LogSegment segment : segments.values()) {
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

    /**
     * Returns the record with the largest timestamp, the first of them where there are several.
     *
     * @throws UnsupportedOperationException where a batch must be opened whose compression has no library here
     */
    public Optional<TimestampedOffset> maxTimestamp() {
        long max = RecordBatch.NO_TIMESTAMP;
        for (LogSegment segment : segments.values()) {
            for (int i = 0; i < segment.batchCount(); i++) {
                max = Math.max(max, segment.maxTimestamp(i));
            }
        }
        return max == RecordBatch.NO_TIMESTAMP ? Optional.empty() : offsetForTimestamp(max);
    }

    private Optional<TimestampedOffset> firstAtOrAfter(RecordBatch batch, long timestamp) {
        return batch.records().stream()
                .filter(record -> record.timestamp() >= timestamp && record.offset() >= startOffset)
                .findFirst()
                .map(record -> new TimestampedOffset(record.timestamp(), record.offset(), batch.leaderEpoch()));
    }

    /** Returns all records from the log start offset to the limit, which is exclusive, for inspection. */
    public List<LogRecord> records(long limitOffset) {
        List<LogRecord> records = new ArrayList<>();
        for (LogSegment segment : segments.values()) {
            for (int i = 0; i < segment.batchCount(); i++) {
                segment.batch(i).records().stream()
                        .filter(record -> record.offset() >= startOffset && record.offset() < limitOffset)
                        .forEach(records::add);
            }
        }
        return records;
    }

    /** Notes that this broker becomes the leader: the epoch begins at the log end offset. */
    public void beginLeaderEpoch(int leaderEpoch) {
        epochs.assign(leaderEpoch, endOffset());
    }

    /**
     * Cuts the log so that it ends at the offset, or before the batch that holds it. Leader epochs and producer states
     * follow. An epoch that this broker began as leader and wrote nothing in goes in any case.
     */
    public void truncateTo(long offset) {
        if (offset >= endOffset()) {
            // Else its entry at the log's end would part this log from the next leader's for ever.
            epochs.truncateFromEnd(endOffset());
            return;
        }
        if (offset <= segments.firstKey()) {
            truncateFullyAndStartAt(offset);
            return;
        }
        long before = endOffset();
        while (segments.lastKey() >= offset) {
            disk.delete(segments.pollLastEntry().getValue().fileName());
        }
        active().truncateTo(offset);
        startOffset = Math.min(startOffset, endOffset());
        epochs.truncateFromEnd(endOffset());
        rebuildProducers();
        journal.record("log-truncated", "topicPartition=" + topicPartition + " from=" + before + " to=" + endOffset());
    }

    /** Drops everything and goes on at that offset. */
    public void truncateFullyAndStartAt(long offset) {
        long before = endOffset();
        segments.values().forEach(segment -> disk.delete(segment.fileName()));
        segments.clear();
        disk.delete(fileName(START_OFFSET_FILE));
        addSegment(offset);
        startOffset = offset;
        epochs.clear();
        producers.clear();
        journal.record("log-restarted", "topicPartition=" + topicPartition + " from=" + before + " at=" + offset);
    }

    /** Raises the log start offset, at most to the log end offset; a lower one changes nothing. */
    public void raiseStartOffset(long offset) {
        if (offset > endOffset()) {
            throw new IllegalArgumentException(
                    "log of " + topicPartition + " cannot start at " + offset + ", it ends at " + endOffset());
        }
        if (offset > startOffset) {
            startOffset = offset;
            DiskFile file = disk.open(fileName(START_OFFSET_FILE));
            file.replace(ByteBuffer.wrap(Long.toString(offset).getBytes(StandardCharsets.UTF_8)));
            file.sync(onSynced);
            epochs.truncateFromStart(offset);
        }
    }

    /** Forgets idempotent producers whose last batch is older than {@code producer.id.expiration.ms}. */
    public void expireProducers(long nowMillis) {
        producers.expire(nowMillis, config.producerIdExpirationMillis());
    }

    /**
     * Closes in order: syncs what is not synced yet and notes that nothing needs recovery. The log must not be used after.
     *
     * @param closed told when all is durable, or why it is not
     */
    public void close(DiskFile.SyncCallback closed) {
        active().sync(failure -> {
            if (failure != null) {
                closed.synced(failure);
                return;
            }
            DiskFile marker = disk.open(fileName(CLEAN_SHUTDOWN_FILE));
            marker.replace(ByteBuffer.wrap(Long.toString(endOffset()).getBytes(StandardCharsets.UTF_8)));
            marker.sync(closed);
        });
    }

    /** Appends batches that lie one after the other from the position of the bytes. */
    private void append(ByteBuffer bytes, List<RecordBatch> batches) {
        int position = bytes.position();
        int from = 0;
        while (from < batches.size()) {
            rollBefore(batches.get(from));
            LogSegment segment = active();
            long room = (long) config.segmentBytes() - segment.sizeBytes();
            int to = from + 1;
            long size = batches.get(from).sizeBytes();
            while (to < batches.size() && size + batches.get(to).sizeBytes() <= room) {
                size += batches.get(to).sizeBytes();
                to++;
            }
            List<RecordBatch> fitting = batches.subList(from, to);
            segment.append(bytes.slice(position, (int) size), fitting);
            position += (int) size;
            from = to;
        }
        for (RecordBatch batch : batches) {
            epochs.assign(batch.leaderEpoch(), batch.baseOffset());
            producers.update(batch);
        }
    }

    private void rollBefore(RecordBatch batch) {
        LogSegment full = active();
        if (full.sizeBytes() > 0 && full.sizeBytes() > config.segmentBytes() - batch.sizeBytes()) {
            full.sync(onSynced);
            addSegment(full.endOffset());
        }
    }

    private LogSegment active() {
        return segments.lastEntry().getValue();
    }

    private LogSegment addSegment(long baseOffset) {
        String name = fileName(String.format("%020d", baseOffset) + SEGMENT_SUFFIX);
        LogSegment segment = new LogSegment(name, disk.open(name), baseOffset);
        segments.put(baseOffset, segment);
        return segment;
    }

    private String fileName(String name) {
        return topicPartition + "/" + name;
    }

    private void load() {
        boolean isClean = disk.exists(fileName(CLEAN_SHUTDOWN_FILE));
        disk.delete(fileName(CLEAN_SHUTDOWN_FILE));
        long lostBytes = loadSegments(!isClean);
        if (segments.isEmpty()) {
            addSegment(0);
        }
        startOffset = Math.min(Math.max(segments.firstKey(), storedStartOffset()), endOffset());
        if (!isClean) {
            epochs.clear();
            forEachHeader(batch -> epochs.assign(batch.leaderEpoch(), batch.baseOffset()));
        }
        epochs.truncateFromEnd(endOffset());
        epochs.truncateFromStart(startOffset);
        rebuildProducers();
        if (lostBytes > 0) {
            journal.record(
                    "log-recovered",
                    "topicPartition=" + topicPartition + " end=" + endOffset() + " cutBytes=" + lostBytes);
        }
    }

    private long loadSegments(boolean checksCrc) {
        long lostBytes = 0;
        for (String name : disk.list(fileName(""))) {
            if (!name.endsWith(SEGMENT_SUFFIX)) {
                continue;
            }
            long baseOffset = Long.parseLong(name.substring(name.lastIndexOf('/') + 1, name.lastIndexOf('.')));
            boolean follows = segments.isEmpty() || (lostBytes == 0 && active().endOffset() == baseOffset);
            if (follows) {
                lostBytes += addSegment(baseOffset).load(checksCrc);
            } else {
                // What lies behind a hole was never acknowledged by this log as a whole.
                lostBytes += disk.open(name).length();
                disk.delete(name);
            }
        }
        return lostBytes;
    }

    private long storedStartOffset() {
        if (!disk.exists(fileName(START_OFFSET_FILE))) {
            return 0;
        }
        DiskFile file = disk.open(fileName(START_OFFSET_FILE));
        String text =
                StandardCharsets.UTF_8.decode(file.read(0, (int) file.length())).toString();
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    private void rebuildProducers() {
        producers.clear();
        forEachHeader(producers::update);
    }

    private void forEachHeader(Consumer<RecordBatch> action) {
        for (Map.Entry<Long, LogSegment> entry : segments.entrySet()) {
            LogSegment segment = entry.getValue();
            for (int i = 0; i < segment.batchCount(); i++) {
                action.accept(segment.header(i));
            }
        }
    }

    @Override
    public String toString() {
        return "PartitionLog[" + topicPartition + " " + startOffset + ".." + endOffset() + "]";
    }
}

package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.host.Disk;
import io.embeddedcluster.internal.host.DiskFile;
import io.embeddedcluster.internal.journal.NodeJournal;
import io.embeddedcluster.internal.kafka.log.AppendResult.Appended;
import io.embeddedcluster.internal.kafka.log.AppendResult.Rejected;
import io.embeddedcluster.internal.kafka.log.BatchValidator.Judgement;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The log of one topic partition on one broker's disk.
 *
 * <p>Its files are named by {@link LogFiles}, its batches lie in {@link LogSegments}, leader epochs in {@link
 * LeaderEpochCache}, idempotent producers in {@link ProducerStates}. Opening a log after anything else than an orderly close
 * checks every checksum and cuts the log before the first batch that is torn or corrupt.
 *
 * <p>Not modelled: retention, compaction, transactions, rolling by time.
 *
 * <p>Threading: confined to the broker's event loop.
 */
public final class PartitionLog implements LogView {

    private final TopicPartition topicPartition;
    private final NodeJournal journal;
    private final LogFiles files;
    private final LogSegments segments;
    private final LeaderEpochCache epochs;
    private final BrokerRules rules;
    private final ProducerStates producers;
    private LogConfig config;
    private long startOffset;

    private PartitionLog(
            TopicPartition topicPartition, LogFiles files, LogConfig config, BrokerRules rules, NodeJournal journal) {
        this.topicPartition = topicPartition;
        this.journal = journal;
        this.files = files;
        this.config = config;
        this.rules = rules;
        producers = new ProducerStates(rules);
        segments = new LogSegments(files);
        epochs = files.leaderEpochs();
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
            BrokerRules rules,
            NodeJournal journal,
            DiskFile.SyncCallback onSynced) {
        LogFiles files = new LogFiles(topicPartition, disk, onSynced);
        PartitionLog log = new PartitionLog(topicPartition, files, config, rules, journal);
        log.load();
        return log;
    }

    /** {@return whether the disk holds anything of a log of that partition} */
    public static boolean exists(TopicPartition topicPartition, Disk disk) {
        return !new LogFiles(topicPartition, disk, unused -> {}).all().isEmpty();
    }

    /** Deletes all files of the log of a partition, which must not be used any more. */
    public static void delete(TopicPartition topicPartition, Disk disk) {
        new LogFiles(topicPartition, disk, unused -> {}).deleteAll();
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
        return segments.endOffset();
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
        return segments.sizeBytes();
    }

    /**
     * Appends what a client sent, as the partition's leader: validates, assigns offsets and leader epoch, recognizes
     * duplicates. The bytes are copied.
     *
     * @param nowMillis wall-clock time
     */
    public AppendResult appendAsLeader(ProducedBatch produced, int leaderEpoch, long nowMillis) {
        return new BatchValidator(topicPartition, config)
                .judge(produced, endOffset(), leaderEpoch, nowMillis)
                .<AppendResult>fold(accepted -> append(accepted.batch(), nowMillis), Judgement.Refused::reason);
    }

    private AppendResult append(RecordBatch batch, long nowMillis) {
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
        append(batch.bytes(), List.of(batch), true);
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
        return FetchedBatches.parse(fetched, leaderEpoch, startOffset, endOffset())
                .<AppendResult>fold(taken -> take(fetched, taken.batches()), FetchedBatches.Refused::reason);
    }

    private AppendResult take(ByteBuffer fetched, List<RecordBatch> batches) {
        if (batches.isEmpty()) {
            return new Appended(endOffset(), endOffset() - 1, RecordBatch.NO_TIMESTAMP, false);
        }
        long base = batches.get(0).baseOffset();
        if (base < endOffset()) {
            truncateFullyAndStartAt(base);
        }
        append(fetched, batches, rules.rememberProducersOfFetchedBatches());
        return new Appended(base, endOffset() - 1, RecordBatch.NO_TIMESTAMP, false);
    }

    private void append(ByteBuffer bytes, List<RecordBatch> batches, boolean rememberProducers) {
        segments.append(bytes, batches, config.segmentBytes());
        for (RecordBatch batch : batches) {
            epochs.assign(batch.leaderEpoch(), batch.baseOffset());
            if (rememberProducers) {
                producers.update(batch);
            }
        }
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
            return LogRead.outOfRange(offset);
        }
        LogSegment segment = segments.holding(offset);
        if (offset >= segment.endOffset() || offset >= limitOffset) {
            return LogRead.nothingAt(offset);
        }
        return segment.read(offset, maxBytes, limitOffset, atLeastOneBatch);
    }

    /**
     * Returns the first record with at least that timestamp.
     *
     * @throws RecordFormatException if a batch must be opened and cannot be: its compression has no library here
     */
    public Optional<TimestampedOffset> offsetForTimestamp(long timestamp) {
        return new TimestampSearch(segments, startOffset).firstAtOrAfter(timestamp);
    }

    /**
     * Returns the record with the largest timestamp, the first of them where there are several.
     *
     * @throws RecordFormatException if a batch must be opened and cannot be: its compression has no library here
     */
    public Optional<TimestampedOffset> maxTimestamp() {
        return new TimestampSearch(segments, startOffset).ofLargest();
    }

    /** Returns all records from the log start offset to the limit, which is exclusive, for inspection. */
    public List<LogRecord> records(long limitOffset) {
        List<LogRecord> records = new ArrayList<>();
        for (LogSegment segment : segments.all()) {
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
        if (offset <= segments.baseOffset()) {
            truncateFullyAndStartAt(offset);
            return;
        }
        long before = endOffset();
        segments.truncateTo(offset);
        startOffset = Math.min(startOffset, endOffset());
        epochs.truncateFromEnd(endOffset());
        rebuildProducers();
        journal.record("log-truncated", "topicPartition=" + topicPartition + " from=" + before + " to=" + endOffset());
    }

    /** Drops everything and goes on at that offset. */
    public void truncateFullyAndStartAt(long offset) {
        long before = endOffset();
        segments.restartAt(offset);
        files.forgetStartOffset();
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
            files.storeStartOffset(offset);
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
        segments.syncActive(failure -> {
            if (failure != null) {
                closed.synced(failure);
            } else {
                files.markCleanShutdown(endOffset(), closed);
            }
        });
    }

    private void load() {
        boolean isClean = files.takeCleanShutdown();
        long lostBytes = segments.load(!isClean);
        startOffset = Math.min(Math.max(segments.baseOffset(), files.storedStartOffset()), endOffset());
        if (!isClean) {
            epochs.clear();
            segments.forEachHeader(batch -> epochs.assign(batch.leaderEpoch(), batch.baseOffset()));
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

    private void rebuildProducers() {
        producers.clear();
        segments.forEachHeader(producers::update);
    }

    @Override
    public String toString() {
        return "PartitionLog[" + topicPartition + " " + startOffset + ".." + endOffset() + "]";
    }
}

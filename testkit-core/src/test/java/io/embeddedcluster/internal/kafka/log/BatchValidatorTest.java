package io.embeddedcluster.internal.kafka.log;

import static io.embeddedcluster.internal.kafka.log.LogFixture.NOW;
import static io.embeddedcluster.internal.kafka.log.LogFixture.appendProduced;
import static io.embeddedcluster.internal.kafka.log.LogFixture.assertRejected;
import static io.embeddedcluster.internal.kafka.log.LogFixture.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.log.AppendResult.Appended;
import io.embeddedcluster.internal.kafka.log.AppendResult.RecordError;
import io.embeddedcluster.internal.kafka.log.AppendResult.Rejected;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a leader demands of a produced batch, through the log's own entry. */
class BatchValidatorTest {

    private final LogFixture fixture = new LogFixture();

    @Test
    void requestWithoutRecordsIsInvalid() {
        assertThat(parse(null, 13)).isEqualTo(malformed(invalid("request has no records")));
        assertRejected(produce(ByteBuffer.allocate(0)), ErrorCode.INVALID_RECORD);
    }

    @Test
    void cutBatchIsInvalid() {
        ByteBuffer bytes = batch("a").bytes();

        assertRejected(produce(bytes.slice(0, bytes.limit() - 1)), ErrorCode.INVALID_RECORD);
    }

    @Test
    void impossibleLengthIsCorrupt() {
        assertRejected(produce(changed(batch("a")).putInt(RecordBatch.LENGTH_AT, 5)), ErrorCode.CORRUPT_MESSAGE);
    }

    @Test
    void unknownMagicIsCorrupt() {
        assertRejected(produce(changed(batch("a")).put(RecordBatch.MAGIC_AT, (byte) 3)), ErrorCode.CORRUPT_MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 1})
    void olderFormatsAreInvalid(byte magic) {
        MemoryRecords old = MemoryRecords.withRecords(
                magic,
                org.apache.kafka.common.compress.Compression.NONE,
                new SimpleRecord("v".getBytes(StandardCharsets.UTF_8)));

        assertRejected(produce(old.buffer()), ErrorCode.INVALID_RECORD);
    }

    @Test
    void batchThatIsShorterThanItsHeaderIsCorrupt() {
        ByteBuffer shortened =
                ByteBuffer.allocate(40).putInt(RecordBatch.LENGTH_AT, 28).put(RecordBatch.MAGIC_AT, RecordBatch.MAGIC);

        assertRejected(produce(shortened), ErrorCode.CORRUPT_MESSAGE);
    }

    @Test
    void twoBatchesAreInvalid() {
        ByteBuffer two = ByteBuffer.allocate(1000)
                .put(batch("a").bytes())
                .put(batch("b").bytes())
                .flip();

        assertRejected(produce(two), ErrorCode.INVALID_RECORD);
    }

    @Test
    void bytesBehindTheBatchAreDroppedUnlessTheyCannotBeginAnother() {
        RecordBatch batch = batch("a");
        ByteBuffer eleven =
                ByteBuffer.allocate(batch.sizeBytes() + 11).put(batch.bytes()).rewind();
        ByteBuffer twelve =
                ByteBuffer.allocate(batch.sizeBytes() + 12).put(batch.bytes()).rewind();

        assertThat(produce(eleven)).isInstanceOf(Appended.class);
        assertRejected(produce(twelve), ErrorCode.CORRUPT_MESSAGE);
    }

    @Test
    void zstdNeedsProduceVersionSeven() {
        ByteBuffer zstd = new RecordBatchBuilder()
                .compression(Compression.ZSTD)
                .add(NOW, "k", "v")
                .build()
                .bytes();

        assertThat(parse(zstd, 6))
                .isInstanceOfSatisfying(
                        ProducedRecords.Malformed.class,
                        malformed -> assertThat(malformed.reason().error())
                                .isEqualTo(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE));
        assertThat(parse(zstd, 7)).isInstanceOf(ProducedBatch.class);
    }

    @Test
    void aTransactionIsSeenInTheFirstBatchWhateverIsWrongBehindIt() {
        ByteBuffer transactional = new RecordBatchBuilder()
                .producer(7, (short) 0, 0)
                .transactional()
                .add(NOW, "k", "v")
                .build()
                .bytes();
        ByteBuffer twice = ByteBuffer.allocate(2 * transactional.remaining())
                .put(transactional.duplicate())
                .put(transactional.duplicate())
                .flip();

        assertThat(ProducedRecords.beginTransactionally(transactional)).isTrue();
        assertThat(parse(twice, 13)).isInstanceOf(ProducedRecords.Malformed.class);
        assertThat(ProducedRecords.beginTransactionally(twice)).isTrue();
        assertThat(ProducedRecords.beginTransactionally(null)).isFalse();
    }

    @Test
    void baseOffsetIsZero() {
        assertRejected(
                produce(new RecordBatchBuilder()
                        .baseOffset(1)
                        .add(NOW, "k", "v")
                        .build()),
                ErrorCode.INVALID_RECORD);
    }

    @Test
    void leaderEpochIsOverwrittenWhateverItIs() {
        PartitionLog log = fixture.open();

        appendProduced(
                log,
                new RecordBatchBuilder()
                        .leaderEpoch(99)
                        .add(NOW, "k", "v")
                        .build()
                        .bytes(),
                4);

        assertThat(RecordBatch.split(log.read(0, 1000, 1, true).bytes()))
                .extracting(RecordBatch::leaderEpoch)
                .containsExactly(4);
    }

    @Test
    void largeBatchIsTooLarge() {
        RecordBatch batch = batch("a");
        fixture.config = fixture.config.withMaxMessageBytes(batch.sizeBytes() - 1);
        assertRejected(produce(batch), ErrorCode.MESSAGE_TOO_LARGE);

        fixture.config = fixture.config.withMaxMessageBytes(batch.sizeBytes());
        assertThat(produce(batch)).isInstanceOf(Appended.class);
    }

    @Test
    void sizeIsCheckedBeforeTheChecksum() {
        fixture.config = fixture.config.withMaxMessageBytes(10);

        assertRejected(
                produce(changed(batch("a")).put(RecordBatch.HEADER_BYTES, (byte) 99)), ErrorCode.MESSAGE_TOO_LARGE);
    }

    @Test
    void batchLargerThanASegmentIsRefused() {
        RecordBatch batch = batch("a");
        fixture.config = fixture.config.withSegmentBytes(batch.sizeBytes() - 1);

        assertRejected(produce(batch), ErrorCode.RECORD_LIST_TOO_LARGE);
    }

    @Test
    void wrongChecksumIsCorrupt() {
        assertRejected(
                produce(changed(batch("a")).put(RecordBatch.HEADER_BYTES, (byte) 99)), ErrorCode.CORRUPT_MESSAGE);
    }

    @Test
    void countThatDoesNotMatchTheOffsetsIsInvalid() {
        assertRejected(
                produce(checksummed(changed(batch("a", "b")).putInt(RecordBatch.COUNT_AT, 1))),
                ErrorCode.INVALID_RECORD);
        assertRejected(
                produce(checksummed(changed(batch("a", "b")).putInt(RecordBatch.LAST_OFFSET_DELTA_AT, 0))),
                ErrorCode.INVALID_RECORD);
        assertRejected(
                produce(checksummed(changed(batch("a")).putInt(RecordBatch.LAST_OFFSET_DELTA_AT, -1))),
                ErrorCode.INVALID_RECORD);
        assertRejected(
                produce(checksummed(changed(batch("a"))
                        .putInt(RecordBatch.LAST_OFFSET_DELTA_AT, -1)
                        .putInt(RecordBatch.COUNT_AT, 0))),
                ErrorCode.INVALID_RECORD);
    }

    @Test
    void countThatDoesNotMatchTheRecordsIsInvalid() {
        assertRejected(
                produce(checksummed(changed(batch("a", "b"))
                        .putInt(RecordBatch.LAST_OFFSET_DELTA_AT, 0)
                        .putInt(RecordBatch.COUNT_AT, 1))),
                ErrorCode.INVALID_RECORD);
        assertRejected(
                produce(checksummed(changed(batch("a", "b"))
                        .putInt(RecordBatch.LAST_OFFSET_DELTA_AT, 2)
                        .putInt(RecordBatch.COUNT_AT, 3))),
                ErrorCode.INVALID_RECORD);
    }

    @Test
    void compressedCountThatDoesNotMatchTheRecordsIsInvalid() {
        RecordBatch gzip = new RecordBatchBuilder()
                .compression(Compression.GZIP)
                .add(NOW, "a", "a")
                .add(NOW, "b", "b")
                .build();

        assertThat(produce(gzip)).isInstanceOf(Appended.class);
        assertRejected(
                produce(checksummed(changed(gzip)
                        .putInt(RecordBatch.LAST_OFFSET_DELTA_AT, 0)
                        .putInt(RecordBatch.COUNT_AT, 1))),
                ErrorCode.INVALID_RECORD);
        assertRejected(
                produce(checksummed(changed(gzip)
                        .putInt(RecordBatch.LAST_OFFSET_DELTA_AT, 2)
                        .putInt(RecordBatch.COUNT_AT, 3))),
                ErrorCode.INVALID_RECORD);
    }

    @Test
    void garbageInsteadOfCompressedRecordsIsAServerError() {
        ByteBuffer bytes = changed(batch("abc")).putShort(RecordBatch.ATTRIBUTES_AT, (short) 1);

        assertRejected(produce(checksummed(bytes)), ErrorCode.UNKNOWN_SERVER_ERROR);
    }

    @Test
    void unknownCompressionIsAServerError() {
        ByteBuffer bytes = changed(batch("abc")).putShort(RecordBatch.ATTRIBUTES_AT, (short) 6);

        assertRejected(produce(checksummed(bytes)), ErrorCode.UNKNOWN_SERVER_ERROR);
    }

    @Test
    void anyGarbageBehindTheHeaderIsRefusedWithoutHarm() {
        for (int value = 0; value < 256; value++) {
            for (int at = RecordBatch.HEADER_BYTES; at < RecordBatch.HEADER_BYTES + 8; at++) {
                ByteBuffer bytes = changed(batch("abc", "de")).put(at, (byte) value);
                assertThat(produce(checksummed(bytes))).isNotNull();
            }
        }
    }

    @Test
    void clientsDoNotWriteControlRecords() {
        assertRejected(
                produce(new RecordBatchBuilder().control().add(NOW, "k", "v").build()), ErrorCode.INVALID_RECORD);
    }

    @Test
    void idempotentProducersGiveASequence() {
        assertRejected(
                produce(new RecordBatchBuilder()
                        .producer(5, (short) 0, -1)
                        .add(NOW, "k", "v")
                        .build()),
                ErrorCode.INVALID_RECORD);
    }

    @Test
    void transactionNeedsACoordinatorThatKnowsOfIt() {
        assertRejected(
                produce(new RecordBatchBuilder()
                        .transactional()
                        .producer(5, (short) 0, 0)
                        .add(NOW, "k", "v")
                        .build()),
                ErrorCode.INVALID_TXN_STATE);
    }

    @Test
    void compactedTopicNeedsKeys() {
        fixture.config = fixture.config.withCompacted(true);
        AppendResult result = produce(
                new RecordBatchBuilder().add(NOW, "k", "v").add(NOW, null, "v").build());

        assertRejected(result, ErrorCode.INVALID_RECORD);
        assertThat(((Rejected) result).recordErrors())
                .extracting(RecordError::batchIndex)
                .containsExactly(1);
    }

    @Test
    void timestampsLieWithinTheTopicsBounds() {
        fixture.config = fixture.config.withTimestampBounds(1000, 500);

        assertThat(produceAt(NOW - 1000)).isInstanceOf(Appended.class);
        assertThat(produceAt(NOW + 500)).isInstanceOf(Appended.class);
        assertThat(produceAt(RecordBatch.NO_TIMESTAMP)).isInstanceOf(Appended.class);
        assertRejected(produceAt(NOW - 1001), ErrorCode.INVALID_TIMESTAMP);
        assertRejected(produceAt(NOW + 501), ErrorCode.INVALID_TIMESTAMP);
    }

    @Test
    void leadersClockReplacesTimestampsWhereTheTopicSaysSo() {
        fixture.config =
                fixture.config.withTimestampType(io.embeddedcluster.internal.kafka.log.TimestampType.LOG_APPEND_TIME);
        PartitionLog log = fixture.open();

        AppendResult result = appendProduced(
                log,
                new RecordBatchBuilder()
                        .add(1, "k", "v")
                        .add(2, "k", "v")
                        .build()
                        .bytes(),
                0);

        assertThat(result).isEqualTo(new Appended(0, 1, NOW, false));
        assertThat(log.records(2)).extracting(LogRecord::timestamp).containsExactly(NOW, NOW);
        RecordBatch stored =
                RecordBatch.split(log.read(0, 1000, 2, true).bytes()).get(0);
        assertThat(stored.isIntact()).isTrue();
        assertThat(stored.timestampType())
                .isEqualTo(io.embeddedcluster.internal.kafka.log.TimestampType.LOG_APPEND_TIME);
    }

    @Test
    void producersDoNotClaimTheLeadersClock() {
        RecordBatch claimed =
                new RecordBatchBuilder().logAppendTime().add(NOW, "k", "v").build();
        fixture.config =
                fixture.config.withTimestampType(io.embeddedcluster.internal.kafka.log.TimestampType.LOG_APPEND_TIME);

        assertRejected(produce(claimed), ErrorCode.INVALID_TIMESTAMP);
    }

    @Test
    void wrongMaxTimestampIsPutRight() {
        PartitionLog log = fixture.open();

        appendProduced(log, checksummed(changed(batch("a")).putLong(RecordBatch.MAX_TIMESTAMP_AT, 5)), 0);

        RecordBatch stored =
                RecordBatch.split(log.read(0, 1000, 1, true).bytes()).get(0);
        assertThat(stored.isIntact()).isTrue();
        assertThat(stored.maxTimestamp()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void compressedBatchesAreKeptAsTheyCame(Compression compression) {
        PartitionLog log = fixture.open();
        RecordBatch produced = new RecordBatchBuilder()
                .compression(compression)
                .add(NOW, "a", "a")
                .add(NOW, "b", "b")
                .build();

        assertThat(appendProduced(log, produced.bytes(), 0)).isInstanceOf(Appended.class);

        assertThat(LogFixture.allBytes(log)).isEqualTo(bytes(produced.placedAt(0, 0)));
    }

    @Test
    void compressedRecordsWithOddOffsetsAreCountedAnew() {
        PartitionLog log = fixture.open();
        RecordBatch produced = new RecordBatchBuilder()
                .compression(Compression.GZIP)
                .producer(5, (short) 1, 7)
                .addAt(0, NOW, ByteBuffer.wrap(new byte[1]), null, List.of())
                .addAt(0, NOW + 1, ByteBuffer.wrap(new byte[2]), null, List.of())
                .build();

        assertThat(appendProduced(log, produced.bytes(), 0)).isInstanceOf(Appended.class);

        assertThat(log.records(2)).extracting(LogRecord::offset).containsExactly(0L, 1L);
        assertThat(log.records(2)).extracting(LogRecord::sequence).containsExactly(7, 8);
        assertThat(log.records(2)).extracting(LogRecord::timestamp).containsExactly(NOW, NOW + 1);
    }

    @Test
    void batchesOfTheRealClientAreTaken() {
        MemoryRecordsBuilder builder = MemoryRecords.builder(
                ByteBuffer.allocate(1000),
                org.apache.kafka.common.compress.Compression.gzip().build(),
                TimestampType.CREATE_TIME,
                0);
        builder.append(NOW, "k".getBytes(StandardCharsets.UTF_8), "v".getBytes(StandardCharsets.UTF_8));

        assertThat(produce(builder.build().buffer())).isEqualTo(new Appended(0, 0, -1, false));
    }

    private AppendResult produceAt(long timestamp) {
        return produce(new RecordBatchBuilder().add(timestamp, "k", "v").build());
    }

    private AppendResult produce(RecordBatch batch) {
        return produce(batch.bytes());
    }

    private AppendResult produce(ByteBuffer records) {
        return appendProduced(fixture.open(), records, 0);
    }

    private static ProducedRecords parse(ByteBuffer records, int version) {
        return ProducedRecords.parse(records, (short) version);
    }

    private static ProducedRecords malformed(Rejected reason) {
        return new ProducedRecords.Malformed(reason);
    }

    private static Rejected invalid(String message) {
        return new Rejected(ErrorCode.INVALID_RECORD, message, List.of());
    }

    private static ByteBuffer changed(RecordBatch batch) {
        return ByteBuffer.wrap(bytes(batch));
    }

    private static ByteBuffer checksummed(ByteBuffer batch) {
        return batch.putInt(RecordBatch.CRC_AT, RecordBatch.computeCrc(batch));
    }

    private static byte[] bytes(RecordBatch batch) {
        byte[] copy = new byte[batch.sizeBytes()];
        batch.bytes().get(copy);
        return copy;
    }
}

package io.embeddedcluster.internal.kafka.log;

import static io.embeddedcluster.internal.kafka.log.LogFixture.NOW;
import static io.embeddedcluster.internal.kafka.log.LogFixture.ORDERS;
import static io.embeddedcluster.internal.kafka.log.LogFixture.allBytes;
import static io.embeddedcluster.internal.kafka.log.LogFixture.appendAsLeader;
import static io.embeddedcluster.internal.kafka.log.LogFixture.appendProduced;
import static io.embeddedcluster.internal.kafka.log.LogFixture.assertRejected;
import static io.embeddedcluster.internal.kafka.log.LogFixture.batch;
import static io.embeddedcluster.internal.kafka.log.LogFixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.host.DiskFile;
import io.embeddedcluster.internal.kafka.log.AppendResult.Appended;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionLogTest {

    private static final LogConfig SMALL_SEGMENTS = LogConfig.DEFAULTS.withSegmentBytes(200);

    private final LogFixture fixture = new LogFixture();

    @Test
    void leaderAssignsOffsetsAndEpoch() {
        PartitionLog log = fixture.open();

        assertThat(appendAsLeader(log, 2, "a", "b")).isEqualTo(new Appended(0, 1, -1, false));
        assertThat(appendAsLeader(log, 3, "c")).isEqualTo(new Appended(2, 2, -1, false));

        assertThat(log.endOffset()).isEqualTo(3);
        assertThat(log.records(3)).extracting(LogRecord::offset).containsExactly(0L, 1L, 2L);
        assertThat(log.epochs().entries()).containsExactly(new EpochStart(2, 0), new EpochStart(3, 2));
    }

    @Test
    void producersBytesAreNotTouched() {
        PartitionLog log = fixture.open();
        appendAsLeader(log, 0, "a");
        ByteBuffer produced = ByteBuffer.allocate(500).put(batch("b").bytes()).flip();
        int before = produced.hashCode();

        appendProduced(log, produced, 7);

        assertThat(produced.hashCode()).isEqualTo(before);
    }

    @Test
    void followerHasTheLeadersBytes() {
        PartitionLog leader = fixture.open();
        appendAsLeader(leader, 0, "a", "b");
        appendAsLeader(leader, 1, "c");
        LogFixture other = new LogFixture();
        other.config = SMALL_SEGMENTS;
        PartitionLog follower = other.open();

        AppendResult result =
                follower.appendAsFollower(leader.read(0, 10_000, 3, true).bytes(), 1);

        assertThat(result).isEqualTo(new Appended(0, 2, -1, false));
        assertThat(allBytes(follower)).isEqualTo(allBytes(leader));
        assertThat(follower.epochs().entries()).isEqualTo(leader.epochs().entries());
    }

    @Test
    void followerTakesOnlyWholeBatches() {
        PartitionLog leader = fixture.open();
        appendAsLeader(leader, 0, "a", "b");
        appendAsLeader(leader, 0, "c");
        ByteBuffer bytes = leader.read(0, 10_000, 3, true).bytes();
        PartitionLog follower = new LogFixture().open();

        follower.appendAsFollower(bytes.slice(0, bytes.limit() - 1), 0);

        assertThat(values(follower)).containsExactly("a", "b");
    }

    @Test
    void followerRefusesCorruptBytes() {
        ByteBuffer bytes =
                ByteBuffer.allocate(500).put(batch("a").bytes()).flip().put(RecordBatch.HEADER_BYTES, (byte) 99);
        PartitionLog follower = fixture.open();

        assertRejected(follower.appendAsFollower(bytes, 0), ErrorCode.CORRUPT_MESSAGE);
        assertThat(follower.endOffset()).isZero();
    }

    @Test
    void followerRefusesAGapAndAnOverlap() {
        PartitionLog follower = fixture.open();
        follower.appendAsFollower(batch("a", "b").placedAt(0, 0).bytes(), 0);

        assertRejected(follower.appendAsFollower(batch("x").placedAt(3, 0).bytes(), 0), ErrorCode.OFFSET_OUT_OF_RANGE);
        assertRejected(follower.appendAsFollower(batch("x").placedAt(1, 0).bytes(), 0), ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(values(follower)).containsExactly("a", "b");
    }

    @Test
    void followerLeavesOutWhatIsOfALaterEpochThanItAskedIn() {
        PartitionLog follower = fixture.open();

        AppendResult result =
                follower.appendAsFollower(batch("a").placedAt(0, 6).bytes(), 5);

        assertThat(result).isEqualTo(new Appended(0, -1, -1, false));
        assertThat(follower.endOffset()).isZero();
    }

    @Test
    void emptyFollowerMayBeginInsideABatch() {
        PartitionLog follower = fixture.open();
        follower.truncateFullyAndStartAt(11);

        follower.appendAsFollower(batch("a", "b", "c").placedAt(10, 0).bytes(), 0);

        assertThat(follower.startOffset()).isEqualTo(10);
        assertThat(follower.endOffset()).isEqualTo(13);
    }

    @Test
    void readBeginsWithTheWholeBatchThatHoldsTheOffset() {
        PartitionLog log = fixture.open();
        appendAsLeader(log, 0, "a", "b", "c");
        appendAsLeader(log, 0, "d");

        List<RecordBatch> read = RecordBatch.split(log.read(1, 10_000, 4, true).bytes());

        assertThat(read).extracting(RecordBatch::baseOffset).containsExactly(0L, 3L);
    }

    @Test
    void readEndsBeforeTheBatchThatGoesBeyondTheLimit() {
        PartitionLog log = fixture.open();
        appendAsLeader(log, 0, "a");
        appendAsLeader(log, 0, "b", "c");

        assertThat(baseOffsets(log.read(0, 10_000, 2, true))).containsExactly(0L);
        assertThat(baseOffsets(log.read(1, 10_000, 2, true))).isEmpty();
        assertThat(baseOffsets(log.read(1, 10_000, 3, true))).containsExactly(1L);
        assertThat(baseOffsets(log.read(3, 10_000, 2, true))).isEmpty();
    }

    @Test
    void readIsBoundedInBytesButForTheFirstBatch() {
        PartitionLog log = fixture.open();
        appendAsLeader(log, 0, "a");
        appendAsLeader(log, 0, "b");
        int size = batch("a").sizeBytes();

        assertThat(baseOffsets(log.read(0, 2 * size, 2, false))).containsExactly(0L, 1L);
        assertThat(baseOffsets(log.read(0, 2 * size - 1, 2, false))).containsExactly(0L);
        assertThat(baseOffsets(log.read(0, size - 1, 2, false))).isEmpty();
        assertThat(baseOffsets(log.read(0, size - 1, 2, true))).containsExactly(0L);
        assertThat(baseOffsets(log.read(0, 0, 2, true))).containsExactly(0L);
    }

    @Test
    void readOutsideTheLogIsOutOfRange() {
        PartitionLog log = fixture.open();
        appendAsLeader(log, 0, "a");
        appendAsLeader(log, 0, "b");
        log.raiseStartOffset(1);

        assertThat(log.read(0, 100, 2, true).error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(log.read(3, 100, 2, true).error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(log.read(2, 100, 2, true).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void segmentsRollAndAreReadOneAfterTheOther() {
        fixture.config = SMALL_SEGMENTS;
        PartitionLog log = fixture.open();
        for (int i = 0; i < 10; i++) {
            appendAsLeader(log, 0, "value " + i);
        }

        assertThat(fixture.disk.list(ORDERS + "/0")).hasSizeGreaterThan(4);
        assertThat(values(log)).hasSize(10);
        assertThat(allBytes(log)).hasSize((int) log.sizeBytes());
    }

    @Test
    void duplicateIsAnsweredWithItsFirstOffset() {
        PartitionLog log = fixture.open();
        ByteBuffer produced = new RecordBatchBuilder()
                .producer(5, (short) 0, 0)
                .add(NOW, "k", "v")
                .build()
                .bytes();
        appendProduced(log, produced, 0);
        appendAsLeader(log, 0, "other");

        assertThat(appendProduced(log, produced, 1)).isEqualTo(new Appended(0, 0, NOW, true));
        assertThat(log.endOffset()).isEqualTo(2);
    }

    @Test
    void gapInSequencesIsRefused() {
        PartitionLog log = fixture.open();
        appendProduced(log, idempotent(0), 0);

        assertRejected(appendProduced(log, idempotent(2), 0), ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(appendProduced(log, idempotent(1), 0)).isInstanceOf(Appended.class);
    }

    @Test
    void truncationTakesProducersAndEpochsBack() {
        fixture.config = SMALL_SEGMENTS;
        PartitionLog log = fixture.open();
        for (int i = 0; i < 6; i++) {
            appendProduced(log, idempotent(i), i);
        }

        log.truncateTo(3);

        assertThat(log.endOffset()).isEqualTo(3);
        assertThat(log.latestEpoch()).hasValue(2);
        assertThat(log.producers().lastSequence(5)).hasValue(2);
        assertThat(appendProduced(log, idempotent(3), 9)).isEqualTo(new Appended(3, 3, -1, false));
    }

    @Test
    void truncationInsideABatchDropsTheBatch() {
        PartitionLog log = fixture.open();
        appendAsLeader(log, 0, "a");
        appendAsLeader(log, 0, "b", "c", "d");

        log.truncateTo(2);

        assertThat(log.endOffset()).isEqualTo(1);
    }

    @Test
    void truncationAtTheEndDropsAnEpochWithoutRecords() {
        PartitionLog log = fixture.open();
        appendAsLeader(log, 4, "a");
        log.beginLeaderEpoch(5);
        assertThat(log.latestEpoch()).hasValue(5);

        log.truncateTo(1);

        assertThat(log.latestEpoch()).hasValue(4);
    }

    @Test
    void aLogCanBeginAnewAnywhere() {
        PartitionLog log = fixture.open();
        appendProduced(log, idempotent(0), 3);

        log.truncateFullyAndStartAt(100);

        assertThat(log.startOffset()).isEqualTo(100);
        assertThat(log.endOffset()).isEqualTo(100);
        assertThat(log.latestEpoch()).isEmpty();
        assertThat(log.producers().producerCount()).isZero();
        assertThat(appendAsLeader(log, 4, "a").baseOffset()).isEqualTo(100);
        assertThat(fixture.open().startOffset()).isEqualTo(100);
    }

    @Test
    void logStartOffsetSurvivesARestart() {
        PartitionLog log = fixture.open();
        appendAsLeader(log, 1, "a");
        appendAsLeader(log, 2, "b");
        appendAsLeader(log, 3, "c");

        log.raiseStartOffset(2);
        log.raiseStartOffset(1);
        PartitionLog reopened = fixture.open();

        assertThat(reopened.startOffset()).isEqualTo(2);
        assertThat(values(reopened)).containsExactly("c");
        assertThat(reopened.epochs().entries()).containsExactly(new EpochStart(3, 2));
        assertThatThrownBy(() -> reopened.raiseStartOffset(4)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void recordsAreFoundByTimestamp() {
        PartitionLog log = fixture.open();
        append(log, 7, NOW + 5, NOW + 1, NOW + 9);
        append(log, 8, NOW + 2, NOW + 20, NOW + 20);
        append(log, 9, NOW + 3);

        assertThat(log.offsetForTimestamp(NOW)).contains(new TimestampedOffset(NOW + 5, 0, 7));
        assertThat(log.offsetForTimestamp(NOW + 6)).contains(new TimestampedOffset(NOW + 9, 2, 7));
        assertThat(log.offsetForTimestamp(NOW + 10)).contains(new TimestampedOffset(NOW + 20, 4, 8));
        assertThat(log.offsetForTimestamp(NOW + 21)).isEmpty();
        assertThat(log.maxTimestamp()).contains(new TimestampedOffset(NOW + 20, 4, 8));

        log.raiseStartOffset(1);
        assertThat(log.offsetForTimestamp(NOW)).contains(new TimestampedOffset(NOW + 1, 1, 7));
        assertThat(new LogFixture().open().maxTimestamp()).isEmpty();
    }

    @Test
    void whereNoRecordHasATimestampTheFirstHasTheLargest() {
        PartitionLog log = fixture.open();
        for (int i = 0; i < 2; i++) {
            appendProduced(
                    log,
                    new RecordBatchBuilder()
                            .add(RecordBatch.NO_TIMESTAMP, "k", "v")
                            .build()
                            .bytes(),
                    8);
        }

        assertThat(log.maxTimestamp()).contains(new TimestampedOffset(RecordBatch.NO_TIMESTAMP, 0, 8));
    }

    @Test
    void crashKeepsWhatWasWritten() {
        PartitionLog log = fixture.open();
        appendProduced(log, idempotent(0), 3);
        appendProduced(log, idempotent(1), 4);
        fixture.memory.crash();

        PartitionLog recovered = fixture.open();

        assertThat(recovered.endOffset()).isEqualTo(2);
        assertThat(recovered.epochs().entries()).containsExactly(new EpochStart(3, 0), new EpochStart(4, 1));
        assertThat(recovered.producers().lastSequence(5)).hasValue(1);
        assertThat(appendProduced(recovered, idempotent(1), 5)).isEqualTo(new Appended(1, 1, NOW, true));
    }

    @Test
    void powerLossKeepsTheSegmentsThatWereSyncedWhenTheyWereFull() {
        fixture.config = SMALL_SEGMENTS;
        PartitionLog log = fixture.open();
        for (int i = 0; i < 10; i++) {
            appendAsLeader(log, 0, "value " + i);
            fixture.finishSyncs();
        }
        fixture.memory.powerLoss();

        PartitionLog recovered = fixture.open();

        assertThat(recovered.endOffset()).isBetween(1L, 9L);
        assertThat(values(recovered))
                .isEqualTo(List.of(
                                "value 0", "value 1", "value 2", "value 3", "value 4", "value 5", "value 6", "value 7",
                                "value 8", "value 9")
                        .subList(0, (int) recovered.endOffset()));
    }

    @Test
    void powerLossBeforeAnySyncLosesAll() {
        PartitionLog log = fixture.open();
        appendAsLeader(log, 3, "a");
        fixture.memory.powerLoss();

        PartitionLog recovered = fixture.open();

        assertThat(recovered.endOffset()).isZero();
        assertThat(recovered.latestEpoch()).isEmpty();
    }

    @Test
    void powerLossThatLosesAFullSegmentLosesTheSegmentsBehindIt() {
        fixture.config = SMALL_SEGMENTS;
        PartitionLog log = fixture.open();
        for (int i = 0; i < 4; i++) {
            appendAsLeader(log, 0, "value " + i);
        }
        List<String> segments = fixture.disk.list(ORDERS + "/0");
        assertThat(segments).hasSizeGreaterThan(1);
        DiskFile last = fixture.disk.open(segments.get(segments.size() - 1));
        fixture.memory.powerLoss();
        fixture.disk = fixture.memory.mount(Runnable::run);
        // Only the last segment had come to the disk.
        fixture.disk.open(segments.get(0)).sync(failure -> {});
        fixture.disk.open(last.toString()).append(batch("x").placedAt(3, 0).bytes());

        PartitionLog recovered = fixture.open();

        assertThat(recovered.endOffset()).isZero();
        assertThat(fixture.disk.list(ORDERS + "/0")).hasSize(1);
    }

    @Test
    void powerLossDoesNotBringBackWhatWasCut() {
        PartitionLog log = fixture.open();
        for (int i = 0; i < 5; i++) {
            appendAsLeader(log, 0, "value " + i);
        }
        fixture.close(log);
        PartitionLog reopened = fixture.open();
        reopened.truncateTo(2);
        appendAsLeader(reopened, 1, "another");
        fixture.finishSyncs();
        fixture.memory.powerLoss();

        assertThat(fixture.open().endOffset()).isEqualTo(2);
    }

    @Test
    void orderlyCloseSurvivesPowerLoss() {
        fixture.config = SMALL_SEGMENTS;
        PartitionLog log = fixture.open();
        for (int i = 0; i < 5; i++) {
            appendAsLeader(log, i, "value " + i);
        }
        fixture.close(log);
        fixture.memory.powerLoss();

        PartitionLog reopened = fixture.open();

        assertThat(reopened.endOffset()).isEqualTo(5);
        assertThat(reopened.epochs().entries()).hasSize(5);
        assertThat(fixture.journal).isEmpty();
    }

    @Test
    void aTornTailIsCutWhereverItIsTorn() {
        PartitionLog log = fixture.open();
        appendAsLeader(log, 0, "a", "b");
        int whole = (int) log.sizeBytes();
        appendAsLeader(log, 1, "c");
        byte[] bytes = allBytes(log);

        for (int length = whole; length < bytes.length; length++) {
            PartitionLog recovered =
                    reopenWith(ByteBuffer.wrap(bytes, 0, length).slice());
            assertThat(recovered.endOffset()).as("cut at %s", length).isEqualTo(2);
            assertThat(recovered.sizeBytes()).isEqualTo(whole);
            assertThat(recovered.latestEpoch()).hasValue(0);
            assertThat(appendAsLeader(recovered, 2, "d").baseOffset()).isEqualTo(2);
        }
    }

    @Test
    void aCorruptBatchIsCutWithAllBehindIt() {
        PartitionLog log = fixture.open();
        appendAsLeader(log, 0, "a");
        int first = (int) log.sizeBytes();
        appendAsLeader(log, 0, "b");
        appendAsLeader(log, 0, "c");
        byte[] bytes = allBytes(log);
        bytes[first + RecordBatch.HEADER_BYTES] ^= 1;

        PartitionLog recovered = reopenWith(ByteBuffer.wrap(bytes));

        assertThat(recovered.endOffset()).isEqualTo(1);
        assertThat(fixture.journal).contains("log-recovered");
    }

    @Test
    void aDeletedLogLeavesNothing() {
        appendAsLeader(fixture.open(), 0, "a");
        assertThat(PartitionLog.exists(ORDERS, fixture.disk)).isTrue();

        PartitionLog.delete(ORDERS, fixture.disk);

        assertThat(PartitionLog.exists(ORDERS, fixture.disk)).isFalse();
        assertThat(fixture.open().endOffset()).isZero();
    }

    private PartitionLog reopenWith(ByteBuffer segment) {
        fixture.memory.wipe();
        fixture.memory
                .mount(Runnable::run)
                .open(ORDERS + "/00000000000000000000.log")
                .append(segment);
        return fixture.open();
    }

    private static void append(PartitionLog log, int leaderEpoch, long... timestamps) {
        RecordBatchBuilder builder = new RecordBatchBuilder();
        for (long timestamp : timestamps) {
            builder.add(timestamp, "k", "v");
        }
        assertThat(appendProduced(log, builder.build().bytes(), leaderEpoch)).isInstanceOf(Appended.class);
    }

    private static ByteBuffer idempotent(int sequence) {
        return new RecordBatchBuilder()
                .producer(5, (short) 0, sequence)
                .add(NOW, "k", "value " + sequence)
                .build()
                .bytes();
    }

    private static List<Long> baseOffsets(LogRead read) {
        return RecordBatch.split(read.bytes()).stream()
                .map(RecordBatch::baseOffset)
                .toList();
    }
}

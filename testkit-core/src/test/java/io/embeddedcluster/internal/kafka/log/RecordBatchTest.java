package io.embeddedcluster.internal.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our record batches against those of the real client library, both ways. */
class RecordBatchTest {

    /** One batch of the real client: base offset 7, epoch 3, producer 9/2/5, records k1=v1 with a header, and null=v2. */
    private static final String GOLDEN = "0000000000000007" + "00000049" + "00000003" + "02" + "4f1ba6f7" + "0000"
            + "00000001" + "00000000000003e8" + "00000000000003ea" + "0000000000000009" + "0002" + "00000005"
            + "00000002"
            + "1c" + "00" + "00" + "00" + "046b31" + "047631" + "02" + "0268" + "0278"
            + "10" + "00" + "04" + "02" + "01" + "047632" + "00";

    @Test
    void bytesAreThoseOfTheRealClient() {
        MemoryRecords real = MemoryRecords.withIdempotentRecords(
                7,
                org.apache.kafka.common.compress.Compression.NONE,
                9,
                (short) 2,
                5,
                3,
                new SimpleRecord(1000, utf8("k1"), utf8("v1"), new Header[] {new RecordHeader("h", utf8("x"))}),
                new SimpleRecord(1002, null, utf8("v2")));
        RecordBatch ours = new RecordBatchBuilder()
                .baseOffset(7)
                .leaderEpoch(3)
                .producer(9, (short) 2, 5)
                .add(
                        1000,
                        buffer("k1"),
                        buffer("v1"),
                        List.of(new io.embeddedcluster.internal.kafka.log.RecordHeader("h", buffer("x"))))
                .add(1002, null, "v2")
                .build();

        assertThat(hex(real.buffer())).isEqualTo(GOLDEN);
        assertThat(hex(ours.bytes())).isEqualTo(GOLDEN);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void opensWhatTheRealClientCompressed(Compression compression) {
        MemoryRecords real = MemoryRecords.withIdempotentRecords(
                real(compression), 9, (short) 2, Integer.MAX_VALUE, simpleRecords(500));

        RecordBatch batch = RecordBatch.split(real.buffer()).get(0);

        assertThat(batch.isIntact()).isTrue();
        assertThat(batch.compression()).contains(compression);
        assertSame(batch, real.batches().iterator().next());
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void realClientOpensWhatWeCompressed(Compression compression) {
        RecordBatchBuilder builder =
                new RecordBatchBuilder().compression(compression).producer(9, (short) 2, 5);
        for (int i = 0; i < 500; i++) {
            builder.add(1000 + i, "key " + i, "the value of the record " + i);
        }

        RecordBatch batch = builder.build();
        MutableRecordBatch real = MemoryRecords.readableRecords(batch.bytes())
                .batches()
                .iterator()
                .next();

        real.ensureValid();
        assertSame(batch, real);
    }

    @Property(tries = 300)
    void anyRecordsAreReadAsTheRealClientReadsThem(@ForAll("batches") RecordBatch batch) {
        MutableRecordBatch real = MemoryRecords.readableRecords(batch.bytes())
                .batches()
                .iterator()
                .next();

        real.ensureValid();
        assertSame(batch, real);
    }

    @Property(tries = 300)
    void anyRecordsOfTheRealClientAreRead(@ForAll("simpleRecords") List<SimpleRecord> records) {
        MemoryRecords real = MemoryRecords.withRecords(
                org.apache.kafka.common.compress.Compression.NONE, records.toArray(SimpleRecord[]::new));

        assertSame(
                RecordBatch.split(real.buffer()).get(0),
                real.batches().iterator().next());
    }

    @Test
    void cutAtAnyByteThereIsNoBatch() {
        ByteBuffer whole = ByteBuffer.wrap(HexFormat.of().parseHex(GOLDEN));

        for (int length = 0; length < whole.limit(); length++) {
            assertThat(RecordBatch.split(whole.slice(0, length)))
                    .as("first %s bytes", length)
                    .isEmpty();
        }
        assertThat(RecordBatch.split(whole)).hasSize(1);
    }

    @Test
    void anyChangedByteIsNoticedWhereTheChecksumCovers() {
        for (int i = 0; i < GOLDEN.length() / 2; i++) {
            ByteBuffer changed = ByteBuffer.wrap(HexFormat.of().parseHex(GOLDEN));
            changed.put(i, (byte) (changed.get(i) ^ 0x55));
            // Base offset and leader epoch are the leader's to set without a new checksum.
            boolean isCovered = i >= RecordBatch.MAGIC_AT || (i >= 8 && i < 12);
            assertThat(isAccepted(changed)).as("byte %s changed", i).isEqualTo(!isCovered);
        }
    }

    @Test
    void garbageLengthsAreCorrupt() {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(GOLDEN)).putInt(RecordBatch.LENGTH_AT, 13);

        assertThatThrownBy(() -> RecordBatch.split(bytes))
                .isInstanceOfSatisfying(
                        RecordFormatException.class, e -> assertThat(e.error()).isEqualTo(ErrorCode.CORRUPT_MESSAGE));
    }

    @Test
    void offsetAndEpochAreSetWithoutTouchingTheChecksum() {
        RecordBatch produced = new RecordBatchBuilder().add(1, "k", "v").build();

        RecordBatch placed = produced.placedAt(4711, 12);

        assertThat(placed.isIntact()).isTrue();
        assertThat(placed.crc()).isEqualTo(produced.crc());
        assertThat(placed.baseOffset()).isEqualTo(4711);
        assertThat(placed.leaderEpoch()).isEqualTo(12);
        assertThat(produced.baseOffset()).isZero();
    }

    @Test
    void sequencesWrapAroundBehindTheLargestInt() {
        RecordBatch batch = new RecordBatchBuilder()
                .producer(1, (short) 0, Integer.MAX_VALUE)
                .add(1, "a", "a")
                .add(1, "b", "b")
                .add(1, "c", "c")
                .build();

        assertThat(batch.lastSequence()).isEqualTo(1);
        assertThat(batch.records()).extracting(LogRecord::sequence).containsExactly(Integer.MAX_VALUE, 0, 1);
    }

    private static boolean isAccepted(ByteBuffer bytes) {
        try {
            List<RecordBatch> batches = RecordBatch.split(bytes);
            return batches.size() == 1 && batches.get(0).isIntact();
        } catch (RecordFormatException e) {
            return false;
        }
    }

    private static void assertSame(RecordBatch ours, MutableRecordBatch real) {
        assertThat(ours.baseOffset()).isEqualTo(real.baseOffset());
        assertThat(ours.lastOffset()).isEqualTo(real.lastOffset());
        assertThat(ours.leaderEpoch()).isEqualTo(real.partitionLeaderEpoch());
        assertThat(ours.crc() & 0xffffffffL).isEqualTo(real.checksum());
        assertThat(ours.maxTimestamp()).isEqualTo(real.maxTimestamp());
        assertThat(ours.producerId()).isEqualTo(real.producerId());
        assertThat(ours.producerEpoch()).isEqualTo(real.producerEpoch());
        assertThat(ours.baseSequence()).isEqualTo(real.baseSequence());
        assertThat(ours.lastSequence()).isEqualTo(real.lastSequence());
        assertThat(ours.recordCount()).isEqualTo(real.countOrNull());
        assertThat(ours.sizeBytes()).isEqualTo(real.sizeInBytes());
        assertThat(ours.timestampType().name()).isEqualTo(real.timestampType().name());
        assertThat(ours.isTransactional()).isEqualTo(real.isTransactional());
        assertThat(ours.isControl()).isEqualTo(real.isControlBatch());
        List<LogRecord> expected = new ArrayList<>();
        for (Record record : real) {
            List<io.embeddedcluster.internal.kafka.log.RecordHeader> headers = new ArrayList<>();
            for (Header header : record.headers()) {
                headers.add(new io.embeddedcluster.internal.kafka.log.RecordHeader(
                        header.key(), header.value() == null ? null : ByteBuffer.wrap(header.value())));
            }
            expected.add(new LogRecord(
                    record.offset(),
                    record.timestamp(),
                    record.sequence(),
                    record.hasKey() ? record.key() : null,
                    record.hasValue() ? record.value() : null,
                    headers));
        }
        assertThat(ours.records()).isEqualTo(expected);
    }

    @Provide
    Arbitrary<RecordBatch> batches() {
        return Combinators.combine(
                        simpleRecords(),
                        Arbitraries.of(Compression.class),
                        Arbitraries.longs().between(0, 1L << 60),
                        Arbitraries.integers().between(0, Integer.MAX_VALUE))
                .as((records, compression, baseOffset, sequence) -> {
                    RecordBatchBuilder builder = new RecordBatchBuilder()
                            .compression(compression)
                            .baseOffset(baseOffset)
                            .leaderEpoch(sequence % 100)
                            .producer(baseOffset, (short) (sequence % 1000), sequence);
                    for (SimpleRecord record : records) {
                        List<io.embeddedcluster.internal.kafka.log.RecordHeader> headers = new ArrayList<>();
                        for (Header header : record.headers()) {
                            headers.add(new io.embeddedcluster.internal.kafka.log.RecordHeader(
                                    header.key(), header.value() == null ? null : ByteBuffer.wrap(header.value())));
                        }
                        builder.add(record.timestamp(), record.key(), record.value(), headers);
                    }
                    return builder.build();
                });
    }

    @Provide
    Arbitrary<List<SimpleRecord>> simpleRecords() {
        Arbitrary<byte[]> bytes =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(200).injectNull(0.2);
        Arbitrary<Header[]> headers = Combinators.combine(
                        Arbitraries.strings().all().ofMaxLength(5), bytes)
                .as((key, value) -> (Header) new RecordHeader(
                        new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8), value))
                .array(Header[].class)
                .ofMaxSize(3);
        return Combinators.combine(Arbitraries.longs().between(0, 1L << 50), bytes, bytes, headers)
                .as((timestamp, key, value, all) -> new SimpleRecord(timestamp, key, value, all))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    private static SimpleRecord[] simpleRecords(int count) {
        SimpleRecord[] records = new SimpleRecord[count];
        for (int i = 0; i < count; i++) {
            records[i] = new SimpleRecord(1000 + i, utf8("key " + i), utf8("the value of the record " + i));
        }
        return records;
    }

    private static org.apache.kafka.common.compress.Compression real(Compression compression) {
        return org.apache.kafka.common.compress.Compression.of(CompressionType.forId(compression.id()))
                .build();
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(utf8(text));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package io.embeddedcluster.internal.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.CloseableIterator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Batches with some bytes changed, judged by a leader here and by Kafka's own classes in the order in which a broker of
 * Kafka asks them: bytes of the request, base offset, checksum, compression, header, records, producer.
 */
class DamagedBatchTest {

    private static final int SEEDS = 1_000;

    @ParameterizedTest
    @EnumSource(Compression.class)
    void isRefusedAsKafkaRefusesIt(Compression compression) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Damage damage = new Damage(compression, new Random(seed));

            String ours = ours(damage.bytes());
            String real = real(damage.bytes());
            if (compression == Compression.NONE || !isAboutRecords(real)) {
                assertThat(ours).as("%s seed %s", damage, seed).isEqualTo(real);
            } else {
                assertThat(isAboutRecords(ours))
                        .as("%s seed %s: %s", damage, seed, ours)
                        .isTrue();
            }
        }
    }

    /**
     * Whether compressed records are refused, or not found out: of two damages in them either may be met first, and Kafka
     * does not look at all that a consumer will look at, so that it takes some batches that nobody can read.
     */
    private static boolean isAboutRecords(String error) {
        return List.of("NONE", "INVALID_RECORD", "UNKNOWN_SERVER_ERROR").contains(error);
    }

    private static String ours(ByteBuffer bytes) {
        return LogFixture.appendProduced(new LogFixture().open(), bytes, 0)
                .fold(appended -> "NONE", rejected -> rejected.error().name());
    }

    private static String real(ByteBuffer bytes) {
        try {
            MemoryRecords records = MemoryRecords.readableRecords(bytes);
            ProduceRequest.validateRecords((short) 13, records);
            append((DefaultRecordBatch) records.batches().iterator().next());
            return "NONE";
        } catch (Throwable e) {
            return ErrorCode.of(Errors.forException(e).code()).name();
        }
    }

    private static void append(DefaultRecordBatch batch) {
        require(batch.baseOffset() == 0);
        long lastOffset = batch.lastOffset();
        if (!batch.isValid()) {
            throw new CorruptRecordException();
        }
        boolean isCompressed = batch.isCompressed();
        require(lastOffset >= 0 && batch.countOrNull() > 0 && lastOffset + 1 == batch.countOrNull());
        require(!batch.isControlBatch());
        require(!batch.hasProducerId() || batch.baseSequence() >= 0);
        boolean isTimeRight = true;
        try (CloseableIterator<Record> records = isCompressed
                ? batch.skipKeyValueIterator(BufferSupplier.NO_CACHING)
                : batch.streamingIterator(BufferSupplier.NO_CACHING)) {
            while (records.hasNext()) {
                isTimeRight &= isTimeRight(batch, records.next());
            }
        }
        if (!isTimeRight) {
            throw new InvalidTimestampException("refused");
        }
        if (batch.hasProducerId() && batch.producerEpoch() < -1) {
            throw new InvalidProducerEpochException("refused");
        }
        if (batch.isTransactional()) {
            throw new InvalidTxnStateException("refused");
        }
    }

    private static boolean isTimeRight(DefaultRecordBatch batch, Record record) {
        return record.timestamp() == RecordBatch.NO_TIMESTAMP
                ? batch.timestampType() == org.apache.kafka.common.record.TimestampType.CREATE_TIME
                : record.timestamp() - LogFixture.NOW <= LogConfig.DEFAULTS.timestampAfterMaxMillis();
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new InvalidRecordException("refused");
        }
    }

    /** A batch with some bytes changed; its checksum is right but for one in four. */
    private static final class Damage {

        private final byte[] bytes;
        private final StringBuilder description = new StringBuilder();

        Damage(Compression compression, Random random) {
            RecordBatchBuilder builder = new RecordBatchBuilder().compression(compression);
            int count = 1 + random.nextInt(3);
            for (int i = 0; i < count; i++) {
                builder.add(LogFixture.NOW, "key", "some value ".repeat(random.nextInt(20)));
            }
            ByteBuffer whole = builder.build().bytes();
            bytes = new byte[whole.remaining() + (random.nextInt(8) == 0 ? random.nextInt(20) : 0)];
            whole.get(bytes, 0, whole.remaining());
            boolean inHeader = random.nextInt(3) == 0;
            int changes = 1 + random.nextInt(2);
            for (int i = 0; i < changes; i++) {
                int first = inHeader ? 0 : RecordBatch.HEADER_BYTES;
                int end = inHeader ? RecordBatch.HEADER_BYTES : bytes.length;
                int at = first + random.nextInt(end - first);
                bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ (1 << random.nextInt(8)));
                description.append(" byte ").append(at).append('=').append(bytes[at]);
            }
            if (random.nextInt(4) > 0) {
                rightChecksum();
            }
        }

        private void rightChecksum() {
            ByteBuffer batch = ByteBuffer.wrap(bytes);
            long size = Math.min(12L + batch.getInt(RecordBatch.LENGTH_AT), bytes.length);
            if (size >= RecordBatch.HEADER_BYTES) {
                batch.putInt(RecordBatch.CRC_AT, RecordBatch.computeCrc(batch.slice(0, (int) size)));
            }
        }

        ByteBuffer bytes() {
            return ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length));
        }

        @Override
        public String toString() {
            return description + " of " + bytes.length;
        }
    }
}

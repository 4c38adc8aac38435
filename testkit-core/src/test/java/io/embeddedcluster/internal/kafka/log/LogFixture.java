package io.embeddedcluster.internal.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.host.Disk;
import io.embeddedcluster.internal.host.MemoryDisk;
import io.embeddedcluster.internal.kafka.log.AppendResult.Appended;
import io.embeddedcluster.internal.kafka.log.AppendResult.Rejected;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A log on a disk in memory whose syncs end when the test lets them. */
final class LogFixture {

    static final TopicPartition ORDERS = new TopicPartition("orders", 3);
    static final long NOW = 1_700_000_000_000L;

    final MemoryDisk memory = new MemoryDisk();
    final List<String> journal = new ArrayList<>();
    private final ArrayDeque<Runnable> syncs = new ArrayDeque<>();
    LogConfig config = LogConfig.DEFAULTS;
    Disk disk = memory.mount(syncs::add);

    PartitionLog open() {
        syncs.clear();
        disk = memory.mount(syncs::add);
        return PartitionLog.open(
                ORDERS, disk, config, new BrokerRules(), (kind, detail) -> journal.add(kind), failure -> {});
    }

    void finishSyncs() {
        while (!syncs.isEmpty()) {
            syncs.remove().run();
        }
    }

    void close(PartitionLog log) {
        List<String> closed = new ArrayList<>();
        log.close(failure -> closed.add("closed"));
        finishSyncs();
        assertThat(closed).containsExactly("closed");
    }

    static Appended appendAsLeader(PartitionLog log, int leaderEpoch, String... values) {
        AppendResult result = appendProduced(log, batch(values).bytes(), leaderEpoch);
        assertThat(result).isInstanceOf(Appended.class);
        return (Appended) result;
    }

    /** Appends what a producer sends, as Produce of the newest version does. */
    static AppendResult appendProduced(PartitionLog log, ByteBuffer produced, int leaderEpoch) {
        List<AppendResult> result = new ArrayList<>();
        ProducedRecords.parse(produced, Short.MAX_VALUE)
                .tell(
                        batch -> result.add(log.appendAsLeader(batch, leaderEpoch, NOW)),
                        malformed -> result.add(malformed.reason()));
        return result.get(0);
    }

    static RecordBatch batch(String... values) {
        RecordBatchBuilder builder = new RecordBatchBuilder();
        for (String value : values) {
            builder.add(NOW, value, value);
        }
        return builder.build();
    }

    static List<String> values(PartitionLog log) {
        return log.records(log.endOffset()).stream()
                .map(record -> text(Objects.requireNonNull(record.value())))
                .toList();
    }

    static byte[] allBytes(PartitionLog log) {
        ByteBuffer all = ByteBuffer.allocate((int) log.sizeBytes());
        long offset = log.startOffset();
        while (offset < log.endOffset()) {
            ByteBuffer bytes =
                    log.read(offset, Integer.MAX_VALUE, log.endOffset(), true).bytes();
            for (RecordBatch batch : RecordBatch.split(bytes)) {
                offset = batch.lastOffset() + 1;
            }
            all.put(bytes);
        }
        return all.array();
    }

    static void assertRejected(AppendResult result, ErrorCode error) {
        assertThat(result).isInstanceOf(Rejected.class);
        assertThat(((Rejected) result).error()).isEqualTo(error);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}

package io.embeddedcluster.internal.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.host.Disk;
import io.embeddedcluster.internal.host.DiskFile;
import io.embeddedcluster.internal.host.MemoryDisk;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OffsetCheckpointTest {

    private final MemoryDisk memory = new MemoryDisk();

    @Test
    void isReadBackAfterPowerLoss() {
        TreeMap<TopicPartition, Long> offsets = new TreeMap<>();
        offsets.put(new TopicPartition("orders", 1), 17L);
        offsets.put(new TopicPartition("orders", 0), 4L);
        open().write(offsets);
        memory.powerLoss();

        assertThat(open().read()).isEqualTo(offsets);
    }

    @Test
    void isInKafkasFormat() {
        Disk disk = memory.mount(Runnable::run);
        TreeMap<TopicPartition, Long> offsets = new TreeMap<>();
        offsets.put(new TopicPartition("a", 0), 3L);
        new OffsetCheckpoint(disk, OffsetCheckpoint.HIGH_WATERMARK_FILE, failure -> {}).write(offsets);

        DiskFile file = disk.open("replication-offset-checkpoint");
        assertThat(StandardCharsets.UTF_8
                        .decode(file.read(0, (int) file.length()))
                        .toString())
                .isEqualTo("0\n1\na 0 3\n");
    }

    @Test
    void isEmptyWhereThereIsNone() {
        assertThat(open().read()).isEmpty();
    }

    private OffsetCheckpoint open() {
        return new OffsetCheckpoint(memory.mount(Runnable::run), OffsetCheckpoint.HIGH_WATERMARK_FILE, failure -> {});
    }
}

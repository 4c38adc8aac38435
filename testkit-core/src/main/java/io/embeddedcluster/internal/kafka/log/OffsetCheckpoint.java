package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.host.Disk;
import io.embeddedcluster.internal.host.DiskFile;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One offset per topic partition in a small file, in Kafka's text format. The broker keeps the high watermarks of its
 * replicas in one, and begins with them when it comes back.
 */
public final class OffsetCheckpoint {

    /** Kafka's name for the file that holds the high watermarks. */
    public static final String HIGH_WATERMARK_FILE = "replication-offset-checkpoint";

    private static final int FILE_VERSION = 0;

    private final DiskFile file;
    private final DiskFile.SyncCallback onSynced;

    /**
     * Opens the checkpoint, empty where there is none.
     *
     * @param onSynced told the end of each sync, with the failure of the disk if any
     */
    public OffsetCheckpoint(Disk disk, String fileName, DiskFile.SyncCallback onSynced) {
        this.onSynced = onSynced;
        file = disk.open(fileName);
    }

    /** {@return the offsets as last written} */
    public SortedMap<TopicPartition, Long> read() {
        SortedMap<TopicPartition, Long> offsets = new TreeMap<>();
        String text =
                StandardCharsets.UTF_8.decode(file.read(0, (int) file.length())).toString();
        text.lines()
                .skip(2)
                .map(line -> line.split(" ", -1))
                .forEach(fields -> offsets.put(
                        new TopicPartition(fields[0], Integer.parseInt(fields[1])), Long.parseLong(fields[2])));
        return offsets;
    }

    /** Replaces all offsets in one step and syncs. */
    public void write(SortedMap<TopicPartition, Long> offsets) {
        StringBuilder text = new StringBuilder();
        text.append(FILE_VERSION).append('\n').append(offsets.size()).append('\n');
        offsets.forEach((topicPartition, offset) -> text.append(topicPartition.topic())
                .append(' ')
                .append(topicPartition.partition())
                .append(' ')
                .append(offset)
                .append('\n'));
        file.replace(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
        file.sync(onSynced);
    }
}

package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.host.Disk;
import io.embeddedcluster.internal.host.DiskFile;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The files of one partition's log, below a name of the form {@code topic-partition/}: segments named by their first offset,
 * {@code leader-epoch-checkpoint}, {@code log-start-offset} where it is not that of the first segment, and
 * {@code clean-shutdown} between an orderly close and the next opening.
 *
 * <p>Threading: confined to the broker's event loop.
 */
final class LogFiles {

    private static final String SEGMENT_SUFFIX = ".log";

    /** As in Kafka, so that names sort as offsets do. */
    private static final int SEGMENT_DIGITS = 20;

    private static final String EPOCH_FILE = "leader-epoch-checkpoint";
    private static final String START_OFFSET_FILE = "log-start-offset";
    private static final String CLEAN_SHUTDOWN_FILE = "clean-shutdown";

    private final String directory;
    private final Disk disk;
    private final DiskFile.SyncCallback onSynced;

    /**
     * Names the files of a partition, of which there may be none yet.
     *
     * @param onSynced told the end of each sync that the log begins, with the failure of the disk if any
     */
    LogFiles(TopicPartition topicPartition, Disk disk, DiskFile.SyncCallback onSynced) {
        this.directory = topicPartition + "/";
        this.disk = disk;
        this.onSynced = onSynced;
    }

    /** {@return the names of all files, in order} */
    List<String> all() {
        return disk.list(directory);
    }

    void deleteAll() {
        all().forEach(disk::delete);
    }

    /** {@return who is told the end of each sync} */
    DiskFile.SyncCallback onSynced() {
        return onSynced;
    }

    /** {@return the offsets that segments begin at, by their files' names, ascending} */
    List<Long> segmentOffsets() {
        return all().stream()
                .filter(name -> name.endsWith(SEGMENT_SUFFIX))
                .map(name ->
                        Long.parseLong(name.substring(directory.length(), name.length() - SEGMENT_SUFFIX.length())))
                .toList();
    }

    /** Opens the segment that begins at that offset; an empty one where there is none. */
    LogSegment segment(long baseOffset) {
        return new LogSegment(disk.open(segmentName(baseOffset)), baseOffset);
    }

    void deleteSegment(long baseOffset) {
        disk.delete(segmentName(baseOffset));
    }

    private String segmentName(long baseOffset) {
        // Not String.format, which has each start load the JDK's data of the default locale, and writes its digits.
        String digits = Long.toString(baseOffset);
        return directory + "0".repeat(SEGMENT_DIGITS - digits.length()) + digits + SEGMENT_SUFFIX;
    }

    LeaderEpochCache leaderEpochs() {
        return new LeaderEpochCache(disk, directory + EPOCH_FILE, onSynced);
    }

    /** {@return the log start offset that was stored, 0 where none was} */
    long storedStartOffset() {
        if (!disk.exists(directory + START_OFFSET_FILE)) {
            return 0;
        }
        DiskFile file = disk.open(directory + START_OFFSET_FILE);
        String text =
                StandardCharsets.UTF_8.decode(file.read(0, (int) file.length())).toString();
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    void storeStartOffset(long offset) {
        write(START_OFFSET_FILE, offset, onSynced);
    }

    void forgetStartOffset() {
        disk.delete(directory + START_OFFSET_FILE);
    }

    /** Takes the mark of an orderly close away; returns whether there was one. */
    boolean takeCleanShutdown() {
        boolean isClean = disk.exists(directory + CLEAN_SHUTDOWN_FILE);
        disk.delete(directory + CLEAN_SHUTDOWN_FILE);
        return isClean;
    }

    /** Marks that the log is closed in order and ends at that offset. */
    void markCleanShutdown(long endOffset, DiskFile.SyncCallback marked) {
        write(CLEAN_SHUTDOWN_FILE, endOffset, marked);
    }

    private void write(String name, long offset, DiskFile.SyncCallback synced) {
        DiskFile file = disk.open(directory + name);
        file.replace(ByteBuffer.wrap(Long.toString(offset).getBytes(StandardCharsets.UTF_8)));
        file.sync(synced);
    }
}

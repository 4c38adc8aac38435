package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.host.Disk;
import io.embeddedcluster.internal.host.DiskFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * At which offset each leader epoch of a log began: what a follower and a leader compare to find where their logs part.
 *
 * <p>Kept in the file {@code leader-epoch-checkpoint} in Kafka's text format and written at each change. Epochs and their
 * start offsets both strictly rise.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-101+-+Alter+Replication+Protocol+to+use+Leader+Epoch+rather+than+High+Watermark+for+Truncation KIP-101: Alter Replication Protocol to use Leader Epoch
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-279%3A+Fix+log+divergence+between+leader+and+follower+after+fast+leader+fail+over KIP-279: Fix log divergence between leader and follower after fast leader fail over
 */
public final class LeaderEpochCache {

    private static final int FILE_VERSION = 0;

    private final DiskFile file;
    private final DiskFile.SyncCallback onSynced;
    private final NavigableMap<Integer, Long> startOffsets = new TreeMap<>();

    LeaderEpochCache(Disk disk, String fileName, DiskFile.SyncCallback onSynced) {
        this.onSynced = onSynced;
        file = disk.open(fileName);
        load();
    }

    /** {@return the epochs in order} */
    public List<EpochStart> entries() {
        return startOffsets.entrySet().stream()
                .map(entry -> new EpochStart(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** {@return the latest epoch; empty where there is none} */
    public OptionalInt latestEpoch() {
        return startOffsets.isEmpty() ? OptionalInt.empty() : OptionalInt.of(startOffsets.lastKey());
    }

    /**
     * Notes that an epoch begins at an offset. Nothing changes where it is the latest epoch already. Entries that do not
     * lie before the new one in epoch and offset are dropped: their records are not there.
     */
    public void assign(int leaderEpoch, long startOffset) {
        if (leaderEpoch < 0 || startOffset < 0) {
            throw new IllegalArgumentException("leader epoch " + leaderEpoch + " cannot begin at " + startOffset);
        }
        Map.Entry<Integer, Long> last = startOffsets.lastEntry();
        if (last != null && last.getKey() == leaderEpoch && last.getValue() <= startOffset) {
            return;
        }
        while (last != null && (last.getKey() >= leaderEpoch || last.getValue() >= startOffset)) {
            startOffsets.remove(last.getKey());
            last = startOffsets.lastEntry();
        }
        startOffsets.put(leaderEpoch, startOffset);
        save();
    }

    /**
     * Returns the largest epoch up to the requested one, and where it ends: at the start of the next epoch, or at the log
     * end offset for the latest one.
     *
     * @param leaderEpoch the epoch asked for
     * @param logEndOffset the log end offset; exclusive
     * @return {@link EpochEnd#UNKNOWN} where the epoch is later than all that this log knows
     */
    public EpochEnd endOffsetFor(int leaderEpoch, long logEndOffset) {
        if (leaderEpoch < 0 || startOffsets.isEmpty()) {
            return EpochEnd.UNKNOWN;
        }
        if (startOffsets.lastKey() == leaderEpoch) {
            return new EpochEnd(leaderEpoch, logEndOffset);
        }
        Map.Entry<Integer, Long> higher = startOffsets.higherEntry(leaderEpoch);
        if (higher == null) {
            return EpochEnd.UNKNOWN;
        }
        Map.Entry<Integer, Long> floor = startOffsets.floorEntry(leaderEpoch);
        // Before the first known epoch: its records are gone, so the follower begins where the first known one does.
        return new EpochEnd(floor == null ? leaderEpoch : floor.getKey(), higher.getValue());
    }

    /** Returns the epoch of the record at an offset; empty where it lies before all known epochs. */
    public OptionalInt epochAt(long offset) {
        OptionalInt found = OptionalInt.empty();
        for (Map.Entry<Integer, Long> entry : startOffsets.entrySet()) {
            if (entry.getValue() > offset) {
                break;
            }
            found = OptionalInt.of(entry.getKey());
        }
        return found;
    }

    /** Drops the epochs that begin at or behind the log's new end. */
    void truncateFromEnd(long logEndOffset) {
        if (startOffsets.values().removeIf(startOffset -> startOffset >= logEndOffset)) {
            save();
        }
    }

    /** Drops the epochs that end before the log's new start; the one that it lies in begins there from now on. */
    void truncateFromStart(long logStartOffset) {
        Map.Entry<Integer, Long> newFirst = null;
        for (Map.Entry<Integer, Long> entry : startOffsets.entrySet()) {
            if (entry.getValue() <= logStartOffset) {
                newFirst = entry;
            }
        }
        if (newFirst != null && (newFirst.getValue() < logStartOffset || startOffsets.firstKey() < newFirst.getKey())) {
            int epoch = newFirst.getKey();
            startOffsets.headMap(epoch, true).clear();
            startOffsets.put(epoch, logStartOffset);
            save();
        }
    }

    void clear() {
        if (!startOffsets.isEmpty()) {
            startOffsets.clear();
            save();
        }
    }

    private void load() {
        String text =
                StandardCharsets.UTF_8.decode(file.read(0, (int) file.length())).toString();
        text.lines()
                .skip(2)
                .map(line -> line.split(" ", -1))
                .forEach(fields -> startOffsets.put(Integer.parseInt(fields[0]), Long.parseLong(fields[1])));
    }

    private void save() {
        StringBuilder text = new StringBuilder();
        text.append(FILE_VERSION).append('\n').append(startOffsets.size()).append('\n');
        startOffsets.forEach(
                (epoch, start) -> text.append(epoch).append(' ').append(start).append('\n'));
        file.replace(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
        // KIP-101: an epoch is durable when its leader begins to append; the sync is on its way before the first
        // record.
        file.sync(onSynced);
    }
}

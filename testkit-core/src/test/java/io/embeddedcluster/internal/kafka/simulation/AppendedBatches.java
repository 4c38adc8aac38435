package io.embeddedcluster.internal.kafka.simulation;

import io.embeddedcluster.internal.kafka.log.RecordBatch;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every batch that was ever in a log of a partition, by leader epoch and offset: only one leader appends in an epoch, so
 * that all logs which have a batch of it have the same. This is what makes a follower's log a prefix of its leader's.
 */
final class AppendedBatches {

    private final Partition partition;
    private final Map<Integer, TreeMap<Long, Integer>> checksums = new TreeMap<>();

    AppendedBatches(Partition partition) {
        this.partition = partition;
    }

    /** Compares a batch with the one of that epoch and offset that was seen first. */
    void see(RecordBatch batch, String where) {
        Integer known = checksums
                .computeIfAbsent(batch.leaderEpoch(), epoch -> new TreeMap<>())
                .putIfAbsent(batch.baseOffset(), batch.crc());
        if (known != null && known != batch.crc()) {
            throw new BrokenPromise(
                    "logs of one leader epoch are prefixes of each other",
                    partition + " on " + where + " has " + batch + ", another log has one with the checksum " + known);
        }
    }
}

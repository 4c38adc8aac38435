package io.embeddedcluster.internal.kafka.replica;

import io.embeddedcluster.internal.kafka.log.EpochEnd;
import io.embeddedcluster.internal.kafka.log.LogView;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** A log that is nothing but its offsets, set by hand. */
final class FakeLog implements LogView {

    long startOffset;
    long endOffset;
    final TreeMap<Integer, Long> epochs = new TreeMap<>();

    FakeLog ending(long offset) {
        endOffset = offset;
        return this;
    }

    FakeLog epoch(int leaderEpoch, long start) {
        epochs.put(leaderEpoch, start);
        return this;
    }

    @Override
    public long startOffset() {
        return startOffset;
    }

    @Override
    public long endOffset() {
        return endOffset;
    }

    @Override
    public OptionalInt latestEpoch() {
        return epochs.isEmpty() ? OptionalInt.empty() : OptionalInt.of(epochs.lastKey());
    }

    @Override
    public EpochEnd endOffsetFor(int leaderEpoch) {
        if (epochs.isEmpty() || leaderEpoch > epochs.lastKey()) {
            return EpochEnd.UNKNOWN;
        }
        Map.Entry<Integer, Long> floor = epochs.floorEntry(leaderEpoch);
        Map.Entry<Integer, Long> higher = epochs.higherEntry(leaderEpoch);
        return new EpochEnd(
                floor == null ? leaderEpoch : floor.getKey(), higher == null ? endOffset : higher.getValue());
    }
}

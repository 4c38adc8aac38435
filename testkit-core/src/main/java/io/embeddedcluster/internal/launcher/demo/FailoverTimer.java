package io.embeddedcluster.internal.launcher.demo;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Measures how long each partition of a killed leader goes without an acknowledgement.
 *
 * <p>Only a record counts that was sent after the kill was done. One that was sent before may have been acknowledged by the
 * dead broker, its answer still being on the way.
 *
 * <p>Threading: any thread.
 */
final class FailoverTimer {

    private final Map<Integer, Duration> measured = new TreeMap<>();
    private Set<Integer> awaited = Set.of();
    private long killBeginNanos;
    private long killDoneNanos;

    /** Begins to measure, and forgets what was measured before. */
    synchronized void killed(Set<Integer> partitions, long killBeginNanos, long killDoneNanos) {
        this.awaited = Set.copyOf(partitions);
        this.killBeginNanos = killBeginNanos;
        this.killDoneNanos = killDoneNanos;
        measured.clear();
    }

    synchronized void acknowledged(int partition, long sentNanos, long acknowledgedNanos) {
        if (awaited.contains(partition) && sentNanos - killDoneNanos >= 0) {
            measured.putIfAbsent(partition, Duration.ofNanos(acknowledgedNanos - killBeginNanos));
        }
    }

    synchronized boolean isComplete() {
        return measured.size() == awaited.size();
    }

    /** {@return from the beginning of the kill to the next acknowledgement, by partition} */
    synchronized Map<Integer, Duration> measured() {
        return new TreeMap<>(measured);
    }
}

package io.embeddedcluster.internal.host.simulated;

import io.embeddedcluster.internal.host.Timers.Timer;
import org.jspecify.annotations.Nullable;

/** Something that will happen at a point in virtual time; among equals, in the order in which it was arranged. */
final class SimulatedEvent implements Comparable<SimulatedEvent>, Timer {

    private final long nanos;
    private final long sequence;
    private final String kind;
    private final @Nullable SimulatedHost host;
    private final long detail;
    private final Runnable action;
    private boolean isCancelled;

    /**
     * Arranges an event.
     *
     * @param host the run that it belongs to and ends with; null for what happens in the world between the nodes
     * @param detail tells this event from another of its kind in the trace
     */
    SimulatedEvent(long nanos, long sequence, String kind, @Nullable SimulatedHost host, long detail, Runnable action) {
        this.nanos = nanos;
        this.sequence = sequence;
        this.kind = kind;
        this.host = host;
        this.detail = detail;
        this.action = action;
    }

    long nanos() {
        return nanos;
    }

    String kind() {
        return kind;
    }

    @Nullable
    SimulatedHost host() {
        return host;
    }

    long detail() {
        return detail;
    }

    Runnable action() {
        return action;
    }

    @Override
    public void cancel() {
        isCancelled = true;
    }

    boolean isCancelled() {
        return isCancelled;
    }

    @Override
    public int compareTo(SimulatedEvent other) {
        int byTime = Long.compare(nanos, other.nanos);
        return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }

    // Two events are the same only if they are one: sequences are unique.
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sequence);
    }
}

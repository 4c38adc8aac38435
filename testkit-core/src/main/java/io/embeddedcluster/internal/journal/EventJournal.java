package io.embeddedcluster.internal.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The one ordered record of what happened inside a cluster. Keeps the newest {@value #CAPACITY} events.
 *
 * <p>Threading: any thread may write and read; nodes write through {@link #of}.
 */
public final class EventJournal {

    /** How many events are kept; older ones are dropped, and {@link #droppedCount} says how many. */
    public static final int CAPACITY = 50_000;

    private final LongSupplier clusterNanos;
    private final long startNanos;
    private final Deque<JournalEvent> events = new ArrayDeque<>();
    private long nextSequence;

    /** Begins an empty journal whose times count from now. */
    public EventJournal(LongSupplier clusterNanos) {
        this.clusterNanos = clusterNanos;
        this.startNanos = clusterNanos.getAsLong();
    }

    /** {@return the journal as one node writes it} */
    public NodeJournal of(String node) {
        return (kind, detail) -> record(node, kind, detail);
    }

    /** Takes down one event of a node, or of the cluster as a whole. */
    public synchronized void record(String node, String kind, String detail) {
        long millis = (clusterNanos.getAsLong() - startNanos) / 1_000_000L;
        if (events.size() == CAPACITY) {
            events.removeFirst();
        }
        events.addLast(new JournalEvent(nextSequence++, millis, node, kind, detail));
    }

    /** {@return all kept events, oldest first} */
    public synchronized List<JournalEvent> events() {
        return new ArrayList<>(events);
    }

    /** {@return the newest events, at most that many, oldest first} */
    public synchronized List<JournalEvent> last(int count) {
        List<JournalEvent> all = new ArrayList<>(events);
        return all.subList(Math.max(0, all.size() - count), all.size());
    }

    /** {@return how many events were dropped because the journal was full} */
    public synchronized long droppedCount() {
        return nextSequence - events.size();
    }
}

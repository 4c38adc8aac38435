package io.embeddedcluster;

import io.embeddedcluster.fault.Fault;
import io.embeddedcluster.internal.journal.EventJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** The faults of one cluster that are in force. Threading: any thread but an event loop. */
final class ActiveFaults {

    private final EventJournal journal;
    private final List<Fault> active = new ArrayList<>();

    ActiveFaults(EventJournal journal) {
        this.journal = journal;
    }

    /**
     * Adds a fault that is in force already.
     *
     * @param kind its word in the journal
     * @param end takes the disturbance away; runs once
     */
    Fault add(String kind, String description, LongSupplier timesFired, Runnable end) {
        Fault fault = new Disturbance(description, timesFired, end);
        synchronized (active) {
            active.add(fault);
        }
        journal.record("cluster", kind, description);
        return fault;
    }

    /** {@return all, oldest first} */
    List<Fault> all() {
        synchronized (active) {
            return List.copyOf(active);
        }
    }

    private final class Disturbance implements Fault {

        private final String description;
        private final LongSupplier timesFired;
        private final Runnable end;

        Disturbance(String description, LongSupplier timesFired, Runnable end) {
            this.description = description;
            this.timesFired = timesFired;
            this.end = end;
        }

        @Override
        public String description() {
            return description;
        }

        @Override
        public long timesFired() {
            return timesFired.getAsLong();
        }

        @Override
        public boolean isActive() {
            synchronized (active) {
                return active.contains(this);
            }
        }

        @Override
        public void close() {
            synchronized (active) {
                if (!active.remove(this)) {
                    return;
                }
            }
            end.run();
            journal.record("cluster", "heal", description + " fired=" + timesFired());
        }

        @Override
        public String toString() {
            return description + " (fired " + timesFired() + " times)";
        }
    }
}

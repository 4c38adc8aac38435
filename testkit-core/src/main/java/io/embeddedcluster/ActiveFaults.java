package io.embeddedcluster;

import io.embeddedcluster.fault.Fault;
import io.embeddedcluster.internal.engine.Disturbance;
import io.embeddedcluster.internal.engine.Engine;
import java.util.ArrayList;
import java.util.List;

/** The faults of one cluster that are in force. Threading: any thread but an event loop. */
final class ActiveFaults {

    private final Engine engine;
    private final List<Fault> active = new ArrayList<>();

    ActiveFaults(Engine engine) {
        this.engine = engine;
    }

    /**
     * Adds a fault that is in force already.
     *
     * @param kind its word in the journal
     * @param disturbance what the engine does; it is ended once
     */
    Fault add(String kind, String description, Disturbance disturbance) {
        Fault fault = new ActiveFault(description, disturbance);
        synchronized (active) {
            active.add(fault);
        }
        engine.record(kind, description);
        return fault;
    }

    /** {@return all, oldest first} */
    List<Fault> all() {
        synchronized (active) {
            return List.copyOf(active);
        }
    }

    private final class ActiveFault implements Fault {

        private final String description;
        private final Disturbance disturbance;

        ActiveFault(String description, Disturbance disturbance) {
            this.description = description;
            this.disturbance = disturbance;
        }

        @Override
        public String description() {
            return description;
        }

        @Override
        public long timesFired() {
            return disturbance.timesFired();
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
            disturbance.end();
            engine.record("heal", description + " fired=" + timesFired());
        }

        @Override
        public String toString() {
            return description + " (fired " + timesFired() + " times)";
        }
    }
}

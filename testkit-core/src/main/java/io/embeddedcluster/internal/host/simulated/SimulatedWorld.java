package io.embeddedcluster.internal.host.simulated;

import io.embeddedcluster.internal.host.Clock;
import io.embeddedcluster.internal.host.Fabric;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.RandomStreams;
import io.embeddedcluster.internal.journal.EventJournal;
import java.time.Duration;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A world of machines in virtual time, all of it decided by one seed.
 *
 * <p>Nothing happens but by {@link #step}, which takes the next event of a queue ordered by time and then by when it was
 * arranged, moves the clock there, and runs it. What a node does takes no time. Links are those of a {@link Fabric}, so
 * splits mean the same as in a live cluster; delay, loss and duplication come from {@link NetworkConditions}.
 *
 * <p>An exception out of node code, or a defect that it reports, ends the run with a {@link SimulationFailure}.
 *
 * <p>Threading: one thread at a time. Determinism: complete, as long as the node code keeps to its host; compare
 * {@link #traceHash} of two runs to see.
 */
public final class SimulatedWorld {

    /** What the wall clock says when virtual time begins: 2026-01-01T00:00:00Z. */
    public static final long WALL_START_MILLIS = 1_767_225_600_000L;

    private static final int FIRST_PORT = 20_001;
    private static final int MAX_EVENTS_OF_ONE_MOMENT = 100_000;

    private final long seed;
    private final RandomStreams randoms;
    private final Fabric fabric = new Fabric(problem -> defect("fabric", problem));
    private final Trace trace = new Trace();
    private final PriorityQueue<SimulatedEvent> queue = new PriorityQueue<>();
    private final TreeMap<NodeName, SimulatedMachine> machines = new TreeMap<>();
    private final Clock clock = new VirtualClock();
    private final EventJournal journal = new EventJournal(clock::nanos);
    private NetworkConditions network = NetworkConditions.GOOD;
    private DiskConditions disk = DiskConditions.GOOD;
    private EventListener listener = host -> {};
    private long nanos;
    private int eventsOfThisMoment;
    private long nextSequence;
    private long nextFirstSequence = Long.MIN_VALUE;
    private @Nullable Throwable defect;

    /** Is told after each event. */
    @FunctionalInterface
    public interface EventListener {

        /**
         * Looks at the world after one event.
         *
         * @param node at which it happened, or null where at none
         */
        void onEvent(@Nullable NodeName node);
    }

    /** Creates a world without machines, at time zero. */
    public SimulatedWorld(long seed) {
        this.seed = seed;
        this.randoms = new RandomStreams(seed);
    }

    /** Adds a machine, which is down. */
    public SimulatedMachine add(NodeName name) {
        if (machines.containsKey(name)) {
            throw new IllegalArgumentException(name + " is in this world already");
        }
        fabric.add(name, Runnable::run);
        SimulatedMachine machine = new SimulatedMachine(this, name, FIRST_PORT + machines.size());
        machines.put(name, machine);
        return machine;
    }

    /** {@return the machine of that node} */
    public SimulatedMachine machine(NodeName name) {
        SimulatedMachine machine = machines.get(name);
        if (machine == null) {
            throw new IllegalArgumentException(name + " is not in this world: " + machines.keySet());
        }
        return machine;
    }

    /** {@return the machine with that port, or null} */
    @Nullable
    SimulatedMachine machineAt(int port) {
        return machines.values().stream()
                .filter(machine -> machine.port() == port)
                .findFirst()
                .orElse(null);
    }

    /** {@return the links, for splitting and healing} */
    public Fabric fabric() {
        return fabric;
    }

    /** {@return what the nodes wrote down} */
    public EventJournal journal() {
        return journal;
    }

    /** {@return the virtual clock} */
    public Clock clock() {
        return clock;
    }

    /** {@return random streams of this world; those of nodes and links are among them} */
    public RandomStreams randoms() {
        return randoms;
    }

    /** {@return the seed that decides everything} */
    public long seed() {
        return seed;
    }

    /** Changes how good the network is, for all that is sent from now on. */
    public void network(NetworkConditions conditions) {
        network = conditions;
    }

    NetworkConditions network() {
        return network;
    }

    /** Changes how fast disks are, for all syncs from now on. */
    public void disk(DiskConditions conditions) {
        disk = conditions;
    }

    DiskConditions disk() {
        return disk;
    }

    /** Sets who is told after each event. What it throws comes out of {@link #step}. */
    public void afterEachEvent(EventListener newListener) {
        listener = newListener;
    }

    /** Arranges for something to be done to the world: a fault, or work for a node. */
    public void schedule(Duration delay, Runnable action) {
        arrange(nanos + delay.toNanos(), "world", null, 0, action);
    }

    SimulatedEvent arrange(long at, String kind, @Nullable SimulatedHost host, long detail, Runnable action) {
        SimulatedEvent event = new SimulatedEvent(Math.max(at, nanos), nextSequence++, kind, host, detail, action);
        queue.add(event);
        return event;
    }

    /** Arranges for something to happen now, before all that is arranged for now already, in the order of these calls. */
    void arrangeFirst(String kind, SimulatedHost host, long detail, Runnable action) {
        queue.add(new SimulatedEvent(nanos, nextFirstSequence++, kind, host, detail, action));
    }

    /**
     * Lets the next event happen.
     *
     * @return false where nothing is left to happen
     * @throws SimulationFailure if node code throws or reports a defect
     */
    public boolean step() {
        SimulatedEvent event = queue.poll();
        if (event == null) {
            return false;
        }
        countEventsOfThisMoment(event);
        nanos = event.nanos();
        SimulatedHost host = event.host();
        if (event.isCancelled() || (host != null && host.isOverOrKeeps(event))) {
            return true;
        }
        NodeName node = host == null ? null : host.name();
        trace.add(nanos, event.kind(), node == null ? "" : node.value(), event.detail());
        if (host == null) {
            event.action().run();
        } else {
            runNodeCode(host, event);
        }
        failOnDefect();
        listener.onEvent(node);
        return true;
    }

    /** Time goes on with every message and every timer: a node that only keeps itself busy never lets it. */
    private void countEventsOfThisMoment(SimulatedEvent event) {
        eventsOfThisMoment = event.nanos() == nanos ? eventsOfThisMoment + 1 : 0;
        if (eventsOfThisMoment == MAX_EVENTS_OF_ONE_MOMENT) {
            throw new SimulationFailure(
                    seed,
                    Duration.ofNanos(nanos),
                    new IllegalStateException(MAX_EVENTS_OF_ONE_MOMENT + " events without time going on, the last is "
                            + event.kind() + " " + event.detail() + " of "
                            + (event.host() == null ? "the world" : event.host().name())));
        }
    }

    private void runNodeCode(SimulatedHost host, SimulatedEvent event) {
        try {
            event.action().run();
        } catch (Throwable problem) {
            host.defect(problem);
        }
    }

    private void failOnDefect() {
        if (defect != null) {
            throw new SimulationFailure(seed, Duration.ofNanos(nanos), defect);
        }
    }

    void defect(NodeName node, Throwable problem) {
        defect(node.value(), problem);
    }

    private void defect(String where, Throwable problem) {
        journal.record(where, "defect", problem.toString());
        if (defect == null) {
            defect = problem;
        }
    }

    /** Runs all events of that span of virtual time. */
    public void runFor(Duration span) {
        long end = nanos + span.toNanos();
        while (!queue.isEmpty() && queue.element().nanos() <= end) {
            step();
        }
        nanos = end;
    }

    /**
     * Runs until the condition holds.
     *
     * @param limit how much virtual time it may take
     * @return whether it came to hold
     */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        long end = nanos + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (queue.isEmpty() || queue.element().nanos() > end) {
                return false;
            }
            step();
        }
        return true;
    }

    /** {@return a hash over all events so far: time, node, kind and content} */
    public long traceHash() {
        return trace.hash();
    }

    /** {@return how many events have happened} */
    public long eventCount() {
        return trace.count();
    }

    /** Keeps a line for each event from now on, to find where two runs differ. */
    public void keepTrace() {
        trace.keepLines();
    }

    /** {@return the events since {@link #keepTrace}, one line each} */
    public List<String> traceLines() {
        return trace.lines();
    }

    /** Virtual time; the wall clock goes with it. */
    private final class VirtualClock implements Clock {

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long wallMillis() {
            return WALL_START_MILLIS + millis();
        }
    }
}

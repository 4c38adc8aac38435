package io.embeddedcluster.internal.host.live;

import io.embeddedcluster.internal.host.Clock;
import io.embeddedcluster.internal.host.Fabric;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.RandomStreams;
import io.embeddedcluster.internal.host.ShortWait;
import io.embeddedcluster.internal.journal.EventJournal;
import io.netty.channel.EventLoop;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The machines of one cluster with what they share: fabric, journal, clock and seed.
 *
 * <p>Threading: made, asked and closed from outside the event loops, by any thread.
 */
public final class LiveCluster implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final String bindAddress;
    private final RandomStreams randoms;
    private final Fabric fabric = new Fabric(problem -> defect("fabric", problem));
    private final ClusterClock clock = EventLoops.shared().clock();
    private final EventJournal journal;
    private final Map<NodeName, LiveMachine> machines = new ConcurrentSkipListMap<>();
    private final Set<Throwable> defects = new LinkedHashSet<>();
    private boolean closed;

    /**
     * Prepares a cluster without machines.
     *
     * @param bindAddress where all nodes listen, {@code 127.0.0.1} unless the user chose otherwise
     * @param seed what every random stream of the cluster derives from
     */
    public LiveCluster(String bindAddress, long seed) {
        this.bindAddress = bindAddress;
        this.randoms = new RandomStreams(seed);
        this.journal = new EventJournal(clock::nanos);
        clock.hold();
    }

    /**
     * Adds a machine, which is down, and takes its port.
     *
     * @param port the port that clients use, or 0 for any free one
     * @throws UncheckedIOException if the port cannot be taken
     * @throws IllegalStateException if the cluster is closed
     */
    public synchronized LiveMachine add(NodeName name, int port) {
        if (closed) {
            throw new IllegalStateException("the cluster is closed");
        }
        EventLoop loop = EventLoops.shared().next();
        PortReservation reservation = PortReservation.take(name.value(), bindAddress, port);
        LiveMachine machine = new LiveMachine(this, name, loop, reservation);
        fabric.add(name, loop);
        machines.put(name, machine);
        return machine;
    }

    /** {@return the links between the machines} */
    public Fabric fabric() {
        return fabric;
    }

    /** {@return the journal of this cluster} */
    public EventJournal journal() {
        return journal;
    }

    /** {@return the clock that all machines share} */
    public Clock clock() {
        return clock;
    }

    /** {@return our own defects that came up so far: exceptions out of node code and broken invariants} */
    public List<Throwable> defects() {
        synchronized (defects) {
            return new ArrayList<>(defects);
        }
    }

    void defect(NodeName node, Throwable problem) {
        defect(node.value(), problem);
    }

    private void defect(String where, Throwable problem) {
        StringWriter trace = new StringWriter();
        problem.printStackTrace(new PrintWriter(trace));
        journal.record(where, "defect", trace.toString());
        synchronized (defects) {
            defects.add(problem);
        }
    }

    RandomStreams randoms() {
        return randoms;
    }

    /** {@return the machine of that node} */
    LiveMachine machine(NodeName name) {
        LiveMachine machine = find(name);
        if (machine == null) {
            throw new IllegalArgumentException(name + " is not a node of this cluster: " + machines.keySet());
        }
        return machine;
    }

    /** {@return the machine of that node, or null where it has been removed} */
    @Nullable
    LiveMachine find(NodeName name) {
        return machines.get(name);
    }

    /**
     * Ends the run of a node at once, and takes out its machine: its port is free, and nothing reaches it any more. Not ended
     * by an interrupt, which may be why the machine goes; where the cluster is closed there is nothing left to do.
     *
     * @throws IllegalStateException if the machine did not end in time
     */
    public synchronized void remove(NodeName name) {
        if (closed) {
            return;
        }
        LiveMachine machine = machine(name);
        CountDownLatch ended = new CountDownLatch(1);
        machine.execute(() -> machine.close(ended::countDown));
        if (!ShortWait.on(ended, CLOSE_TIMEOUT)) {
            throw new IllegalStateException(name + " did not end within " + CLOSE_TIMEOUT);
        }
        machines.remove(name);
        fabric.remove(name);
        machine.release();
    }

    /**
     * Ends every run at once and releases ports and clock. Once: whoever comes second waits for the first. An interrupt does
     * not end it.
     *
     * @throws IllegalStateException if a machine did not end in time
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        CountDownLatch ended = new CountDownLatch(machines.size());
        for (LiveMachine machine : machines.values()) {
            machine.execute(() -> machine.close(ended::countDown));
        }
        try {
            if (!ShortWait.on(ended, CLOSE_TIMEOUT)) {
                throw new IllegalStateException(
                        ended.getCount() + " of " + machines.size() + " machines did not end within " + CLOSE_TIMEOUT);
            }
        } finally {
            machines.values().forEach(LiveMachine::release);
            clock.letGo();
        }
    }
}

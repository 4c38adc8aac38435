package io.embeddedcluster.internal.host.simulated;

import io.embeddedcluster.internal.edge.Edge;
import io.embeddedcluster.internal.host.Clock;
import io.embeddedcluster.internal.host.Disk;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.Machine;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.RandomStreams;
import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.journal.NodeJournal;
import java.util.ArrayDeque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One run of a node on its simulated machine. Its events end with it, and wait while it is paused. */
final class SimulatedHost implements Host, Machine.Run {

    /** How much may wait for a paused node before further messages to it are lost. */
    private static final int PAUSED_MESSAGE_LIMIT = 10_000;

    private final SimulatedWorld world;
    private final SimulatedMachine machine;
    private final RandomStreams randoms;
    private final SimulatedNetwork network;
    private final Disk disk;
    private final NodeJournal journal;
    private final RandomGenerator diskRandom;
    private long lastSyncNanos;
    private boolean isOver;
    private @Nullable ArrayDeque<SimulatedEvent> kept;

    SimulatedHost(SimulatedWorld world, SimulatedMachine machine, int run) {
        this.world = world;
        this.machine = machine;
        // Each run draws afresh: what a node does after a restart does not hang on how long it ran before.
        this.randoms = world.randoms().child(machine.name() + "/" + run);
        this.diskRandom = randoms.stream("disk");
        this.network = new SimulatedNetwork(world, machine, this);
        this.disk = machine.disk().mount(this::executeAfterSync);
        this.journal = world.journal().of(machine.name().value());
    }

    @Override
    public NodeName name() {
        return machine.name();
    }

    @Override
    public Clock clock() {
        return world.clock();
    }

    @Override
    public Timers timers() {
        return (delay, task) -> world.arrange(world.clock().nanos() + delay.toNanos(), "timer", this, 0, task);
    }

    @Override
    public RandomGenerator random(String stream) {
        return randoms.stream(stream);
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public SimulatedNetwork network() {
        return network;
    }

    @Override
    public Edge edge() {
        return machine.edge();
    }

    @Override
    public NodeJournal journal() {
        return journal;
    }

    @Override
    public void execute(Runnable task) {
        dispatch("task", 0, task);
    }

    @Override
    public void defect(Throwable problem) {
        world.defect(name(), problem);
    }

    /** Arranges for the node to do something now, after all that is arranged for now already. */
    void dispatch(String kind, long detail, Runnable task) {
        world.arrange(world.clock().nanos(), kind, this, detail, task);
    }

    /** Syncs take their time, and end in the order in which they began. */
    private void executeAfterSync(Runnable task) {
        DiskConditions conditions = world.disk();
        long duration = diskRandom.nextLong(
                conditions.syncMin().toNanos(), conditions.syncMax().toNanos());
        lastSyncNanos = Math.max(lastSyncNanos, world.clock().nanos() + duration);
        world.arrange(lastSyncNanos, "sync", this, 0, task);
    }

    /** {@return whether the event does not happen now: its run has ended, or it is kept for the end of a pause} */
    boolean isOverOrKeeps(SimulatedEvent event) {
        if (isOver) {
            return true;
        }
        if (kept == null) {
            return false;
        }
        if (!event.kind().equals(SimulatedNetwork.MESSAGE) || kept.size() < PAUSED_MESSAGE_LIMIT) {
            kept.add(event);
        }
        return true;
    }

    boolean isOver() {
        return isOver;
    }

    @Override
    public void pause() {
        if (kept == null) {
            kept = new ArrayDeque<>();
        }
    }

    /** What was kept comes before what reaches the node at this very moment, or a stream's bytes would overtake its start. */
    @Override
    public void resume() {
        ArrayDeque<SimulatedEvent> waiting = kept;
        kept = null;
        if (waiting != null) {
            waiting.forEach(event -> world.arrangeFirst(event.kind(), this, event.detail(), () -> {
                if (!event.isCancelled()) {
                    event.action().run();
                }
            }));
        }
    }

    @Override
    public void end(boolean reset) {
        isOver = true;
        kept = null;
        network.end(reset);
    }
}

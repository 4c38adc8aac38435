package io.embeddedcluster.internal.host.live;

import io.embeddedcluster.internal.edge.Edge;
import io.embeddedcluster.internal.host.Clock;
import io.embeddedcluster.internal.host.Disk;
import io.embeddedcluster.internal.host.Environment;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.Machine;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.RandomStreams;
import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.journal.NodeJournal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One run of a node on its machine.
 *
 * <p>Everything that reaches the node goes through {@link #dispatch}, which runs it, keeps it for the end of a pause, or,
 * after the run has ended, forgets it.
 */
final class LiveHost implements Host, Machine.Run {

    /** How much may wait for a paused node before further messages to it are lost. */
    private static final int PAUSED_MESSAGE_LIMIT = 10_000;

    private final LiveMachine machine;
    private final LiveTimers timers;
    private final LiveNetwork network;
    private final Disk disk;
    private final NodeJournal journal;
    private final RandomStreams randoms;
    private @Nullable Deque<Runnable> paused;
    private boolean over;

    LiveHost(LiveMachine machine, int run) {
        this.machine = machine;
        this.timers = new LiveTimers(machine.loop(), clock(), this);
        this.network = new LiveNetwork(machine, this);
        // Each run draws afresh: what a node does after a restart does not hang on how long it ran before.
        this.randoms = machine.cluster().randoms().child(machine.name() + "/" + run);
        this.disk = machine.disk().mount(this::execute);
        this.journal = machine.cluster().journal().of(name().value());
    }

    @Override
    public NodeName name() {
        return machine.name();
    }

    @Override
    public Clock clock() {
        return machine.cluster().clock();
    }

    @Override
    public Timers timers() {
        return timers;
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
    public LiveNetwork network() {
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
    public Environment environment() {
        return LiveEnvironment.now();
    }

    @Override
    public void execute(Runnable task) {
        machine.loop().execute(() -> dispatch(task));
    }

    @Override
    public void defect(Throwable problem) {
        machine.cluster().defect(name(), problem);
    }

    /** Lets the node do something, now or after the pause. */
    void dispatch(Runnable task) {
        if (over) {
            return;
        }
        if (paused != null) {
            paused.addLast(task);
            return;
        }
        run(task);
    }

    /** As {@link #dispatch}, but the task is lost where the node is paused and too much waits already. */
    void dispatchLossy(Runnable task) {
        if (paused == null || paused.size() < PAUSED_MESSAGE_LIMIT) {
            dispatch(task);
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable problem) {
            defect(problem);
        }
    }

    @Override
    public void pause() {
        if (paused == null) {
            paused = new ArrayDeque<>();
            machine.sockets().reading(false);
        }
    }

    @Override
    public void resume() {
        Deque<Runnable> waiting = paused;
        if (waiting == null) {
            return;
        }
        paused = null;
        network.restoreReading();
        while (!waiting.isEmpty() && !over && paused == null) {
            run(waiting.removeFirst());
        }
        if (paused != null) {
            paused.addAll(waiting);
        }
    }

    boolean isPaused() {
        return paused != null;
    }

    boolean isOver() {
        return over;
    }

    @Override
    public void end(boolean reset) {
        over = true;
        paused = null;
        timers.end();
        network.end(reset);
    }
}

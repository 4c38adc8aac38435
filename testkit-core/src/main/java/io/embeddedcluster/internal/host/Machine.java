package io.embeddedcluster.internal.host;

import io.embeddedcluster.internal.edge.Edge;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What stays of a node between its runs: its name, its disk, and its edge with the rules that a test has installed.
 *
 * <pre>
 *            boot                pause
 *   down ----------&gt; running &lt;---------&gt; paused
 *     ^                |        resume     |
 *     +----------------+-------------------+
 *        crash, power loss, or end
 * </pre>
 *
 * <p>Threading: on the node's event loop, but for the accessors.
 *
 * @param <H> one run of the node
 */
public abstract class Machine<H extends Machine.Run & Host> {

    private final NodeName name;
    private final Edge edge;
    private final MemoryDisk disk = new MemoryDisk();
    private int runs;
    private @Nullable H host;

    /**
     * Makes a machine on which nothing runs.
     *
     * @param defects told of rules at the edge that throw
     */
    protected Machine(NodeName name, Consumer<Throwable> defects) {
        this.name = name;
        this.edge = new Edge(defects);
    }

    /** One run of a node, from its boot to its end. */
    public interface Run {

        /** Stops to run anything of the node; what reaches it waits. Does nothing where it is paused. */
        void pause();

        /** Goes on after a pause, beginning with all that came meanwhile. */
        void resume();

        /** Ends the run. Streams are reset, or closed after what was sent. */
        void end(boolean reset);
    }

    /** {@return the name of the node that runs here} */
    public final NodeName name() {
        return name;
    }

    /** {@return the node's edge, which stays through its runs} */
    public final Edge edge() {
        return edge;
    }

    /** {@return the disk, which stays through the node's runs} */
    public final MemoryDisk disk() {
        return disk;
    }

    /** {@return the present run, or null where the node is down} */
    public final @Nullable H host() {
        return host;
    }

    /** {@return whether a run has begun and not ended; a paused node runs} */
    public final boolean isRunning() {
        return host != null;
    }

    /**
     * Begins a run of the node: the program is given a fresh host. Where the run cannot begin, the node is down.
     *
     * @throws IllegalStateException if the node runs already
     */
    public final void boot(Consumer<Host> program) {
        if (host != null) {
            throw new IllegalStateException(name + " is running already");
        }
        H booted = newRun(++runs);
        host = booted;
        begin(booted, runs, () -> program.accept(booted));
    }

    /** Makes the run of that number, counted from 1. */
    protected abstract H newRun(int number);

    /** Lets a run do its first task. */
    protected abstract void begin(H run, int number, Runnable task);

    /** Ends the run at once: every stream is reset, all that waits is forgotten. What was written stays on disk. */
    public final void crash() {
        end(true);
        disk.crash();
    }

    /** Ends the run at once and takes the disk back to what was synced. */
    public final void powerLoss() {
        end(true);
        disk.powerLoss();
    }

    /** Ends the run in order: streams are closed after what was sent. What was written stays on disk. */
    public final void end() {
        end(false);
        disk.crash();
    }

    /** Ends the run where there is one, and leaves the disk as it is. */
    protected final void end(boolean reset) {
        H ending = host;
        host = null;
        if (ending != null) {
            ending.end(reset);
        }
    }

    /**
     * Empties the disk of a node that is down.
     *
     * @throws IllegalStateException if the node runs
     */
    public final void wipe() {
        if (host != null) {
            throw new IllegalStateException(name + " is running; only the disk of a stopped node can be wiped");
        }
        disk.wipe();
    }

    /** Stops to run anything of the node; its streams stay open. Does nothing where it is down or paused. */
    public final void pause() {
        if (host != null) {
            host.pause();
        }
    }

    /** Goes on after a pause, beginning with all that came meanwhile. */
    public final void resume() {
        if (host != null) {
            host.resume();
        }
    }
}

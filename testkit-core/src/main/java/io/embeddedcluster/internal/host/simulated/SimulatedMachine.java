package io.embeddedcluster.internal.host.simulated;

import io.embeddedcluster.internal.edge.Edge;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.MemoryDisk;
import io.embeddedcluster.internal.host.NodeName;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What stays of a simulated node between its runs: name, port and disk.
 *
 * <p>Threading: as its world.
 */
public final class SimulatedMachine {

    private final SimulatedWorld world;
    private final NodeName name;
    private final int port;
    private final Edge edge;
    private final MemoryDisk disk = new MemoryDisk();
    private int runs;
    private @Nullable SimulatedHost host;

    SimulatedMachine(SimulatedWorld world, NodeName name, int port) {
        this.world = world;
        this.name = name;
        this.port = port;
        this.edge = new Edge(problem -> world.defect(name, problem));
    }

    /** {@return the node's edge, which stays through its runs} */
    public Edge edge() {
        return edge;
    }

    /** {@return the name of the node that runs here} */
    public NodeName name() {
        return name;
    }

    /** {@return the port that clients use} */
    public int port() {
        return port;
    }

    /** {@return whether a run has begun and not ended; a paused node runs} */
    public boolean isRunning() {
        return host != null;
    }

    /** Begins a run of the node: the program is given a fresh host, as an event of its own. */
    public void boot(Consumer<Host> program) {
        if (host != null) {
            throw new IllegalStateException(name + " is running already");
        }
        SimulatedHost booted = new SimulatedHost(world, this, ++runs);
        host = booted;
        booted.dispatch("boot", runs, () -> program.accept(booted));
    }

    /** Ends the run at once: streams are reset, all that waits is forgotten. What was written stays on disk. */
    public void crash() {
        end(true);
        disk.crash();
    }

    /** Ends the run at once and takes the disk back to what was synced. */
    public void powerLoss() {
        end(true);
        disk.powerLoss();
    }

    /** Ends the run in order: streams are closed after what was sent. */
    public void end() {
        end(false);
        disk.crash();
    }

    private void end(boolean reset) {
        SimulatedHost ending = host;
        host = null;
        if (ending != null) {
            ending.end(reset);
        }
    }

    /** Empties the disk of a node that is down. */
    public void wipe() {
        if (host != null) {
            throw new IllegalStateException(name + " is running; only the disk of a stopped node can be wiped");
        }
        disk.wipe();
    }

    /** Stops to run anything of the node; its streams stay open. Does nothing where it is down or paused. */
    public void pause() {
        if (host != null) {
            host.pause();
        }
    }

    /** Goes on after a pause, with all that came meanwhile. */
    public void resume() {
        if (host != null) {
            host.resume();
        }
    }

    @Nullable
    SimulatedHost host() {
        return host;
    }

    MemoryDisk disk() {
        return disk;
    }
}

package io.embeddedcluster.internal.host.simulated;

import io.embeddedcluster.internal.host.Machine;
import io.embeddedcluster.internal.host.NodeName;

/**
 * The simulated machine of one node: also keeps its port.
 *
 * <p>Threading: as its world.
 */
public final class SimulatedMachine extends Machine<SimulatedHost> {

    private final SimulatedWorld world;
    private final int port;

    SimulatedMachine(SimulatedWorld world, NodeName name, int port) {
        super(name, problem -> world.defect(name, problem));
        this.world = world;
        this.port = port;
    }

    /** {@return the port that clients use} */
    public int port() {
        return port;
    }

    @Override
    protected SimulatedHost newRun(int number) {
        return new SimulatedHost(world, this, number);
    }

    @Override
    protected void begin(SimulatedHost run, int number, Runnable task) {
        run.dispatch("boot", number, task);
    }
}

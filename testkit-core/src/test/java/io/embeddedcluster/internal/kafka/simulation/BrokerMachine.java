package io.embeddedcluster.internal.kafka.simulation;

import io.embeddedcluster.internal.host.simulated.SimulatedMachine;
import io.embeddedcluster.internal.kafka.BrokerNode;
import java.util.Optional;
import java.util.function.Consumer;

/** A broker over all its runs. */
final class BrokerMachine {

    private final int nodeId;
    private final SimulatedMachine machine;
    private final Consumer<BrokerMachine> program;
    private BrokerNode node;
    private int runs;
    private boolean isPaused;

    /** @param program boots the machine with a new run of the broker */
    BrokerMachine(int nodeId, SimulatedMachine machine, Consumer<BrokerMachine> program) {
        this.nodeId = nodeId;
        this.machine = machine;
        this.program = program;
    }

    int nodeId() {
        return nodeId;
    }

    SimulatedMachine machine() {
        return machine;
    }

    /** {@return the broker; empty while it is down} */
    Optional<BrokerNode> node() {
        return Optional.ofNullable(node);
    }

    /** {@return how many runs have begun} */
    int runs() {
        return runs;
    }

    boolean isPaused() {
        return isPaused;
    }

    void began(BrokerNode begun) {
        node = begun;
    }

    void boot() {
        if (!machine.isRunning()) {
            runs++;
            program.accept(this);
        }
    }

    /** Ends the run. */
    void down(Runnable how) {
        node = null;
        isPaused = false;
        how.run();
    }

    void pause() {
        isPaused = machine.isRunning();
        machine.pause();
    }

    void resume() {
        isPaused = false;
        machine.resume();
    }
}

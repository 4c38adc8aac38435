package io.embeddedcluster.internal.host.simulated;

import java.time.Duration;

/** Node code threw, or reported a defect, in a simulation. */
public final class SimulationFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SimulationFailure(long seed, Duration at, Throwable cause) {
        super("a node failed at " + at.toMillis() + " ms of seed " + seed + ": " + cause, cause);
    }
}

package io.embeddedcluster.internal.host.simulated;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How good the simulated network is. Streams only know the delay; messages are reordered by theirs.
 *
 * @param loss probability that a message is lost
 * @param duplication probability that a message arrives twice
 * @param delayMin of bytes and messages on their way
 * @param delayMax of most of them
 * @param lateness probability that a message is late
 * @param lateMax how late such a message may be
 */
public record NetworkConditions(
        double loss, double duplication, Duration delayMin, Duration delayMax, double lateness, Duration lateMax) {

    /** A loopback without faults. */
    public static final NetworkConditions GOOD =
            new NetworkConditions(0, 0, Duration.ofNanos(50_000), Duration.ofNanos(500_000), 0, Duration.ZERO);

    public NetworkConditions {
        requireProbability("loss", loss);
        requireProbability("duplication", duplication);
        requireProbability("lateness", lateness);
        if (delayMin.isNegative() || delayMin.compareTo(delayMax) >= 0) {
            throw new IllegalArgumentException(
                    "delay from " + delayMin + " to " + delayMax + " (expected: a range that is not negative)");
        }
        if (lateness > 0 && lateMax.compareTo(delayMax) <= 0) {
            throw new IllegalArgumentException(
                    "late by at most " + lateMax + " (expected: more than " + delayMax + ")");
        }
    }

    private static void requireProbability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is " + value + " (expected: a probability, 0 to 1)");
        }
    }

    boolean loses(RandomGenerator random) {
        return loss > 0 && random.nextDouble() < loss;
    }

    boolean duplicates(RandomGenerator random) {
        return duplication > 0 && random.nextDouble() < duplication;
    }

    long streamDelayNanos(RandomGenerator random) {
        return random.nextLong(delayMin.toNanos(), delayMax.toNanos());
    }

    long messageDelayNanos(RandomGenerator random) {
        return lateness > 0 && random.nextDouble() < lateness
                ? random.nextLong(delayMax.toNanos(), lateMax.toNanos())
                : streamDelayNanos(random);
    }
}

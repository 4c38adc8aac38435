package io.embeddedcluster.parity.benchmark;

import java.util.Arrays;

/** How long operations took. */
final class Measurement {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private final long[] nanos;
    private final long elapsedNanos;

    /**
     * Takes down what was measured.
     *
     * @param nanos of each operation, in any order
     * @param elapsedNanos from the begin of the first to the end of the last
     */
    Measurement(long[] nanos, long elapsedNanos) {
        this.nanos = nanos.clone();
        this.elapsedNanos = elapsedNanos;
        Arrays.sort(this.nanos);
    }

    /** {@return operations per second} */
    double throughput() {
        return nanos.length * NANOS_PER_SECOND / elapsedNanos;
    }

    /** {@return the latency that so many of a hundred do not exceed, in milliseconds} */
    double percentileMillis(int percent) {
        return nanos[Math.min(nanos.length - 1, nanos.length * percent / 100)] / NANOS_PER_MILLI;
    }

    /** {@return both as one} */
    Measurement and(Measurement other) {
        long[] all = Arrays.copyOf(nanos, nanos.length + other.nanos.length);
        System.arraycopy(other.nanos, 0, all, nanos.length, other.nanos.length);
        return new Measurement(all, elapsedNanos + other.elapsedNanos);
    }
}

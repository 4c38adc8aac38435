package io.embeddedcluster.internal.host.live;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits for what comes true by itself, in real time.
 *
 * <p>Threading: any thread but an event loop, which would wait for itself.
 */
public final class Polling {

    private Polling() {}

    /**
     * Asks until the answer is yes; returns false where it was not in time. Asks at least once.
     *
     * @param interval time between two questions
     */
    public static boolean until(BooleanSupplier condition, Duration interval, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            long remaining = deadline - System.nanoTime();
            if (remaining <= 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(Math.min(interval.toNanos(), remaining));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting", e);
            }
        }
        return true;
    }
}

package io.embeddedcluster.internal.engine;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Something that is waited for in real time, on the thread that waits.
 *
 * <p>Threading: any thread but an event loop.
 */
public final class Condition {

    /** Short, since a start of a cluster, which takes some ten milliseconds, waits several times. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(1);

    private Condition() {}

    /**
     * Returns whether the condition came true in time. It is asked at once, and then every millisecond; what it
     * throws ends the wait.
     *
     * @param what the condition in words, as in {@code "all brokers are registered"}
     * @throws EngineException if the thread is interrupted, which it stays, and the condition is not true; it says what was
     *     awaited
     */
    public static boolean await(String what, Duration timeout, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start >= timeout.toNanos()) {
                return false;
            }
            try {
                Thread.sleep(POLL_INTERVAL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EngineException("interrupted while waiting until " + what, e);
            }
        }
        return true;
    }
}

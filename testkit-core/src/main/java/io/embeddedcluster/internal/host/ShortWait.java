package io.embeddedcluster.internal.host;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits for what event loops were told to do, and what takes them no time but when the machine is starved. An interrupt does
 * not end such a wait, or something would be half-done: the thread stays interrupted, which its next long wait sees.
 *
 * <p>Threading: any thread but an event loop.
 */
public final class ShortWait {

    private ShortWait() {}

    /** Returns whether the latch came to zero in that time; an interrupt begins the time anew. */
    public static boolean on(CountDownLatch latch, Duration limit) {
        boolean isInterrupted = false;
        try {
            while (true) {
                try {
                    return latch.await(limit.toNanos(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    isInterrupted = true;
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

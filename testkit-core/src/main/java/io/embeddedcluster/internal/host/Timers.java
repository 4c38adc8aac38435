package io.embeddedcluster.internal.host;

import java.time.Duration;

/** Schedules tasks on a node's event loop, in cluster time. */
public interface Timers {

    /**
     * Runs the task once after the delay.
     *
     * @param delay not negative; zero means after what is already queued
     */
    Timer schedule(Duration delay, Runnable task);

    /** A task that waits for its time. */
    interface Timer {

        /** Takes the task back; does nothing where it has run or was cancelled. */
        void cancel();
    }
}

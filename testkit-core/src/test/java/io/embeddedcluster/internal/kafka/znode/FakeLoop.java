package io.embeddedcluster.internal.kafka.znode;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** One event loop for all that a test simulates, in virtual time. */
public final class FakeLoop {

    private static final int STEP_LIMIT = 2_000_000;

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::atNanos).thenComparingLong(Task::number));
    private long nowNanos;
    private long nextNumber;

    /** Runs the task after the delay, behind what is due at the same time. */
    Task after(Duration delay, Runnable action) {
        Task task = new Task(nowNanos + delay.toNanos(), nextNumber++, action);
        tasks.add(task);
        return task;
    }

    void cancel(Task task) {
        tasks.remove(task);
    }

    long nowNanos() {
        return nowNanos;
    }

    /** Lets that much virtual time pass. */
    public void run(Duration time) {
        long end = nowNanos + time.toNanos();
        for (int steps = 0; !tasks.isEmpty() && tasks.peek().atNanos() <= end; steps++) {
            if (steps > STEP_LIMIT) {
                throw new AssertionError("no end of tasks within " + time);
            }
            step();
        }
        nowNanos = end;
    }

    private void step() {
        Task task = tasks.remove();
        nowNanos = task.atNanos();
        task.action().run();
    }

    record Task(long atNanos, long number, Runnable action) {}
}

package io.embeddedcluster.internal.host.live;

import io.embeddedcluster.internal.host.Clock;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Cluster time: the system's monotonic time with stalls taken out.
 *
 * <p>A round visits every event loop in turn, then rests for {@value #ROUND_MILLIS} ms. Between two rounds cluster time
 * runs with the system's, but at most {@value #MAX_STEP_MILLIS} ms. So when the JVM is frozen, or any event loop is
 * starved, cluster time stands still instead of jumping, and no session expires for it.
 *
 * <p>Threading: read on any thread. The rounds run while at least one cluster holds the clock.
 */
final class ClusterClock implements Clock {

    /** Rest between two rounds, in milliseconds. */
    static final long ROUND_MILLIS = 5;

    /** How far cluster time may run ahead of the last complete round, in milliseconds. */
    static final long MAX_STEP_MILLIS = 25;

    private static final long MAX_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(MAX_STEP_MILLIS);

    private final List<EventLoop> loops = new ArrayList<>();
    private volatile Reading lastRound = new Reading(System.nanoTime(), 0, 0);
    private int holders;
    private boolean running;

    ClusterClock(EventExecutorGroup group) {
        for (EventExecutor executor : group) {
            loops.add((EventLoop) executor);
        }
    }

    @Override
    public long nanos() {
        return at(System.nanoTime(), lastRound);
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    /** {@return how much time was taken out by now, in nanoseconds} */
    long stalledNanos() {
        return lastRound.stalledNanos;
    }

    /** Makes the clock run for one more cluster. */
    synchronized void hold() {
        holders++;
        if (!running) {
            running = true;
            loops.get(0).execute(() -> visit(0));
        }
    }

    /**
     * Lets the clock rest when the last cluster has let it go.
     *
     * @throws IllegalStateException if none holds it
     */
    synchronized void letGo() {
        if (holders == 0) {
            throw new IllegalStateException("cluster time was let go by more clusters than hold it");
        }
        holders--;
    }

    private void visit(int index) {
        if (index + 1 < loops.size()) {
            loops.get(index + 1).execute(() -> visit(index + 1));
            return;
        }
        endRound();
        synchronized (this) {
            if (holders == 0) {
                running = false;
                return;
            }
        }
        loops.get(0).schedule(() -> visit(0), ROUND_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void endRound() {
        Reading before = lastRound;
        long now = System.nanoTime();
        long cluster = at(now, before);
        long stalled = (now - before.systemNanos) - (cluster - before.clusterNanos);
        lastRound = new Reading(now, cluster, before.stalledNanos + stalled);
    }

    private static long at(long systemNanos, Reading round) {
        return round.clusterNanos + Math.min(Math.max(0, systemNanos - round.systemNanos), MAX_STEP_NANOS);
    }

    private record Reading(long systemNanos, long clusterNanos, long stalledNanos) {}
}

package io.embeddedcluster.internal.host.live;

import io.embeddedcluster.internal.host.Clock;
import io.embeddedcluster.internal.host.Timers;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Timers of one run of a node, which count cluster time. */
final class LiveTimers implements Timers {

    private final EventLoop loop;
    private final Clock clock;
    private final LiveHost host;
    private final Set<LiveTimer> pending = new LinkedHashSet<>();

    LiveTimers(EventLoop loop, Clock clock, LiveHost host) {
        this.loop = loop;
        this.clock = clock;
        this.host = host;
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay: " + delay + " (expected: not negative)");
        }
        LiveTimer timer = new LiveTimer(clock.nanos() + delay.toNanos(), task, delay.toNanos());
        pending.add(timer);
        return timer;
    }

    /** Takes all timers back, so that nothing of an ended run stays in the event loop until its time would have come. */
    void end() {
        new ArrayList<>(pending).forEach(LiveTimer::cancel);
    }

    private final class LiveTimer implements Timer {

        private final long deadlineNanos;
        private final Runnable task;
        private Future<?> wakeUp;

        LiveTimer(long deadlineNanos, Runnable task, long delayNanos) {
            this.deadlineNanos = deadlineNanos;
            this.task = task;
            this.wakeUp = loop.schedule(this::due, delayNanos, TimeUnit.NANOSECONDS);
        }

        private void due() {
            long remaining = deadlineNanos - clock.nanos();
            if (remaining > 0) {
                // The JVM was stalled meanwhile: cluster time has not come so far.
                wakeUp = loop.schedule(this::due, remaining, TimeUnit.NANOSECONDS);
                return;
            }
            host.dispatch(this::fire);
        }

        private void fire() {
            if (pending.remove(this)) {
                task.run();
            }
        }

        @Override
        public void cancel() {
            if (pending.remove(this)) {
                wakeUp.cancel(false);
            }
        }
    }
}

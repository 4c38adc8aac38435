package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operations that wait for something to happen to partitions, such as a Fetch that waits for data.
 *
 * <p>Whoever changes a partition calls {@link #wake}; the operations that watch it are tried once, after the event in
 * which that happened is over, so that many appends cost one try and no caller meets its own consequences. One that throws
 * fails alone.
 */
public final class DelayedOperations {

    private final Host host;
    private final LinkedHashMap<TopicPartition, LinkedHashSet<Waiting>> byPartition = new LinkedHashMap<>();
    private final LinkedHashSet<TopicPartition> woken = new LinkedHashSet<>();
    private boolean scheduled;

    /** Lets operations wait on that host. */
    public DelayedOperations(Host host) {
        this.host = host;
    }

    /**
     * Tries the operation now, and lets it wait where it cannot complete.
     *
     * @param timeout after which it {@linkplain DelayedOperation#expire expires}; not negative
     */
    public Wait tryOrWait(DelayedOperation operation, Collection<TopicPartition> partitions, Duration timeout) {
        Waiting waiting = new Waiting(operation, partitions);
        if (operation.tryComplete()) {
            waiting.done = true;
            return waiting;
        }
        for (TopicPartition partition : partitions) {
            byPartition.computeIfAbsent(partition, p -> new LinkedHashSet<>()).add(waiting);
        }
        waiting.timer = host.timers().schedule(timeout, waiting::expire);
        return waiting;
    }

    /** Has the operations that watch this partition tried soon. */
    public void wake(TopicPartition partition) {
        if (byPartition.containsKey(partition)) {
            woken.add(partition);
            if (!scheduled) {
                scheduled = true;
                host.execute(this::tryWoken);
            }
        }
    }

    /** {@return how many operations wait} */
    public int size() {
        LinkedHashSet<Waiting> all = new LinkedHashSet<>();
        byPartition.values().forEach(all::addAll);
        return all.size();
    }

    private void tryWoken() {
        scheduled = false;
        LinkedHashSet<Waiting> candidates = new LinkedHashSet<>();
        for (TopicPartition partition : woken) {
            candidates.addAll(byPartition.getOrDefault(partition, new LinkedHashSet<>()));
        }
        woken.clear();
        candidates.forEach(Waiting::tryAgain);
    }

    /** An operation that may be waiting. Both methods do nothing when it has completed. */
    public interface Wait {

        /** Takes the operation back without completing it. */
        void cancel();

        /** Ends the wait as if its time were over. */
        void expire();
    }

    private final class Waiting implements Wait {

        private final DelayedOperation operation;
        private final List<TopicPartition> partitions;
        private Timers.@Nullable Timer timer;
        private boolean done;

        Waiting(DelayedOperation operation, Collection<TopicPartition> partitions) {
            this.operation = operation;
            this.partitions = new ArrayList<>(partitions);
        }

        void tryAgain() {
            if (!done) {
                guarded(() -> {
                    if (operation.tryComplete()) {
                        cancel();
                    }
                });
            }
        }

        @Override
        public void expire() {
            if (!done) {
                cancel();
                guarded(operation::expire);
            }
        }

        private void guarded(Runnable attempt) {
            try {
                attempt.run();
            } catch (Throwable problem) {
                cancel();
                operation.fail(problem);
            }
        }

        @Override
        public void cancel() {
            done = true;
            if (timer != null) {
                timer.cancel();
            }
            for (TopicPartition partition : partitions) {
                LinkedHashSet<Waiting> watchers = byPartition.get(partition);
                if (watchers != null) {
                    watchers.remove(this);
                    if (watchers.isEmpty()) {
                        byPartition.remove(partition);
                    }
                }
            }
        }
    }
}

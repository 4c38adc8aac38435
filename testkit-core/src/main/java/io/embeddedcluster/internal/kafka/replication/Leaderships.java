package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Which partitions this broker leads, each from which leader epoch, and who is told when that changes. */
final class Leaderships {

    private final Host host;
    private final List<LeadershipListener> listeners = new ArrayList<>();
    private final TreeMap<TopicPartition, Integer> epochs = new TreeMap<>();

    Leaderships(Host host) {
        this.host = host;
    }

    /** Tells the listener, after those that came before it, what begins and ends from now on. */
    void listen(LeadershipListener listener) {
        listeners.add(listener);
    }

    /** A leadership begins; one of an earlier epoch ends before that. */
    void begin(TopicPartition topicPartition, int leaderEpoch) {
        end(topicPartition);
        epochs.put(topicPartition, leaderEpoch);
        tell(listener -> listener.leadershipBegan(topicPartition, leaderEpoch));
    }

    /** A leadership ends, if there is one. */
    void end(TopicPartition topicPartition) {
        Integer leaderEpoch = epochs.remove(topicPartition);
        if (leaderEpoch != null) {
            tell(listener -> listener.leadershipEnded(topicPartition, leaderEpoch));
        }
    }

    void endAll() {
        List.copyOf(epochs.keySet()).forEach(this::end);
    }

    private void tell(Consumer<LeadershipListener> event) {
        for (LeadershipListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                host.journal().record("leadership-listener-failed", "listener=" + listener + " problem=" + e);
                host.defect(new IllegalStateException("a listener of leaderships threw: " + listener, e));
            }
        }
    }
}

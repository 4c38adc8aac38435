package io.embeddedcluster.internal.check;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.observer.ClusterObserver;
import io.embeddedcluster.internal.observer.RecordsAcknowledged;
import io.embeddedcluster.internal.observer.TopicDeletionAsked;
import io.embeddedcluster.internal.observer.UncleanLeaderElected;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every acknowledgement with acks=all that the brokers of one cluster gave, and what has released them from it since, for the
 * check of what was promised.
 *
 * <p>Threading: brokers write on their event loops, a check reads on its own thread.
 */
public final class AcknowledgementLedger implements ClusterObserver {

    /** How many promises are kept; after that the ledger is incomplete and only the oldest are checked. */
    public static final int CAPACITY = 2_000_000;

    private static final short ACKS_ALL = -1;

    private final Map<String, SortedMap<Integer, List<AcknowledgedBatch>>> byTopic = new TreeMap<>();
    private final Map<String, SortedMap<Integer, SortedSet<Integer>>> uncleanEpochs = new TreeMap<>();
    private final Set<String> deletedTopics = new TreeSet<>();
    private int size;

    @Override
    public synchronized void topicDeletionAsked(NodeName node, TopicDeletionAsked event) {
        deletedTopics.add(event.topicId());
    }

    @Override
    public synchronized void uncleanLeaderElected(NodeName node, UncleanLeaderElected event) {
        uncleanEpochs
                .computeIfAbsent(event.topicId(), topic -> new TreeMap<>())
                .computeIfAbsent(event.partition(), partition -> new TreeSet<>())
                .add(event.leaderEpoch());
    }

    @Override
    public synchronized void recordsAcknowledged(NodeName node, RecordsAcknowledged event) {
        if (event.acks() == ACKS_ALL && size < CAPACITY) {
            size++;
            byTopic.computeIfAbsent(event.topicId(), topic -> new TreeMap<>())
                    .computeIfAbsent(event.partition(), partition -> new ArrayList<>())
                    .add(batch(node, event));
        }
    }

    private static AcknowledgedBatch batch(NodeName leader, RecordsAcknowledged event) {
        return new AcknowledgedBatch(
                event.topic(),
                event.partition(),
                leader,
                event.leaderEpoch(),
                event.baseOffset(),
                event.lastOffset(),
                new ProducerSequence(event.producerId(), event.producerEpoch(), event.baseSequence()));
    }

    /**
     * Returns what was promised so far, by topic id and partition, in the order of acknowledgement. What was promised for
     * topics of one name that came after one another stays apart.
     */
    public synchronized SortedMap<String, SortedMap<Integer, List<AcknowledgedBatch>>> byTopic() {
        SortedMap<String, SortedMap<Integer, List<AcknowledgedBatch>>> copy = new TreeMap<>();
        byTopic.forEach((topicId, byPartition) -> {
            SortedMap<Integer, List<AcknowledgedBatch>> partitions = new TreeMap<>();
            byPartition.forEach((partition, promised) -> partitions.put(partition, List.copyOf(promised)));
            copy.put(topicId, partitions);
        });
        return copy;
    }

    /** {@return the leader epochs of that partition that began with a leader from outside the ISR} */
    public synchronized SortedSet<Integer> uncleanEpochs(String topicId, int partition) {
        return new TreeSet<>(uncleanEpochs
                .getOrDefault(topicId, Collections.emptySortedMap())
                .getOrDefault(partition, Collections.emptySortedSet()));
    }

    /** {@return whether somebody has asked for the deletion of that topic} */
    public synchronized boolean isDeletionAsked(String topicId) {
        return deletedTopics.contains(topicId);
    }

    /** {@return how many promises are kept} */
    public synchronized int size() {
        return size;
    }
}

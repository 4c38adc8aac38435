package io.embeddedcluster.internal.check;

import io.embeddedcluster.internal.kafka.model.AcknowledgementListener;
import io.embeddedcluster.internal.kafka.model.AcknowledgementListener.Acknowledgement;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.model.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every acknowledgement with acks=all that the brokers of one cluster gave, for the check of what was promised.
 *
 * <p>Threading: brokers write on their event loops, a check reads on its own thread.
 */
public final class AcknowledgementLedger {

    /** How many promises are kept; after that the ledger is incomplete and only the oldest are checked. */
    public static final int CAPACITY = 2_000_000;

    private static final short ACKS_ALL = -1;

    private final Map<TopicPartition, List<Promise>> byPartition = new TreeMap<>();
    private final Set<Uuid> deletedTopics = new TreeSet<>();
    private int size;

    /** {@return who takes down what the broker of that node id says} */
    public AcknowledgementListener of(int broker) {
        return new AcknowledgementListener() {
            @Override
            public void acknowledged(Acknowledgement acknowledgement) {
                record(broker, acknowledgement);
            }

            @Override
            public void deletionAsked(Uuid topicId) {
                deleted(topicId);
            }
        };
    }

    private synchronized void deleted(Uuid topicId) {
        deletedTopics.add(topicId);
    }

    private synchronized void record(int broker, Acknowledgement acknowledgement) {
        if (acknowledgement.acks() == ACKS_ALL && size < CAPACITY) {
            size++;
            byPartition
                    .computeIfAbsent(acknowledgement.topicPartition(), partition -> new ArrayList<>())
                    .add(new Promise(broker, acknowledgement));
        }
    }

    /**
     * Returns what was promised so far, by topic id and partition, in the order of acknowledgement. What was promised for
     * topics of one name that came after one another stays apart.
     */
    public synchronized SortedMap<Uuid, SortedMap<Integer, List<Promise>>> byTopic() {
        SortedMap<Uuid, SortedMap<Integer, List<Promise>>> byTopic = new TreeMap<>();
        byPartition.forEach((partition, promises) -> promises.forEach(
                promise -> byTopic.computeIfAbsent(promise.acknowledgement().topicId(), topic -> new TreeMap<>())
                        .computeIfAbsent(partition.partition(), number -> new ArrayList<>())
                        .add(promise)));
        return byTopic;
    }

    /** {@return whether somebody has asked for the deletion of that topic} */
    public synchronized boolean isDeletionAsked(Uuid topicId) {
        return deletedTopics.contains(topicId);
    }

    /** {@return how many promises are kept} */
    public synchronized int size() {
        return size;
    }

    /**
     * One batch that a producer was told is safe.
     *
     * @param broker node id of the leader that said so
     * @param acknowledgement what it said
     */
    public record Promise(int broker, Acknowledgement acknowledgement) {}
}

package io.embeddedcluster.internal.kafka.model;

import java.util.Comparator;

/**
 * A partition of a topic.
 *
 * @param topic the topic's name
 * @param partition the partition's index, from 0
 */
public record TopicPartition(String topic, int partition) implements Comparable<TopicPartition> {

    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    @Override
    public int compareTo(TopicPartition other) {
        return ORDER.compare(this, other);
    }

    /** {@return topic and partition joined by a dash, as Kafka names its log directories} */
    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}

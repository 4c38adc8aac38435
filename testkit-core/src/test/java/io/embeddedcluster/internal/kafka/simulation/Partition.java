package io.embeddedcluster.internal.kafka.simulation;

import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.model.Uuid;
import java.util.Comparator;

/**
 * A partition in one life of its topic.
 *
 * @param topicId of that life
 * @param topic the name
 * @param number from 0
 */
record Partition(Uuid topicId, String topic, int number) implements Comparable<Partition> {

    private static final Comparator<Partition> ORDER = Comparator.comparing(Partition::topic)
            .thenComparing(Partition::topicId)
            .thenComparing(Partition::number);

    TopicPartition topicPartition() {
        return new TopicPartition(topic, number);
    }

    @Override
    public int compareTo(Partition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return topic + "-" + number;
    }
}

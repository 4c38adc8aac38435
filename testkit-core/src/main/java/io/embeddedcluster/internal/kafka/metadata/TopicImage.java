package io.embeddedcluster.internal.kafka.metadata;

import io.embeddedcluster.internal.kafka.model.Uuid;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One topic as its znodes say.
 *
 * @param name the topic's name
 * @param topicId the id of this life of the topic; {@link Uuid#ZERO} for a moment where an old tool created it without one
 * @param config what is set for this topic, without defaults
 * @param partitions by number, from 0, without gaps
 */
public record TopicImage(String name, Uuid topicId, SortedMap<String, String> config, List<PartitionImage> partitions) {

    public TopicImage {
        config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
        partitions = List.copyOf(partitions);
    }

    /** {@return the partition of that number} */
    public Optional<PartitionImage> partition(int number) {
        return number >= 0 && number < partitions.size() ? Optional.of(partitions.get(number)) : Optional.empty();
    }

    /** {@return whether every partition has a leader} */
    public boolean isFullyLed() {
        return partitions.stream().allMatch(PartitionImage::hasLeader);
    }
}

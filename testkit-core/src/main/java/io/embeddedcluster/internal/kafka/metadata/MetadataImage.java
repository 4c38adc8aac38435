package io.embeddedcluster.internal.kafka.metadata;

import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.model.Uuid;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that a broker knows of the cluster at one moment: immutable, and replaced as a whole when something changed.
 *
 * <p>Leader epochs never go backwards from one published image to the next for the same topic id.
 *
 * @param clusterId the cluster's id; empty until it has been read
 * @param controllerId node id of the controller, or {@link #NO_CONTROLLER}
 * @param controllerEpoch the controller's epoch; 0 where there never was one
 * @param brokers the brokers alive, by node id
 * @param topics all topics by name, those marked for deletion included until they are gone
 * @param brokerConfigs what is set under {@code /config/brokers}, by node id in decimals or {@code <default>}
 * @param topicsToDelete names found under {@code /admin/delete_topics}
 * @param topicDeletions which topics were deleted by an order
 * @param topicsById names of the topics by their ids
 */
public record MetadataImage(
        String clusterId,
        int controllerId,
        int controllerEpoch,
        SortedMap<Integer, BrokerRegistration> brokers,
        SortedMap<String, TopicImage> topics,
        SortedMap<String, SortedMap<String, String>> brokerConfigs,
        SortedSet<String> topicsToDelete,
        TopicDeletions topicDeletions,
        SortedMap<Uuid, String> topicsById) {

    /** Stands for a cluster without a controller. */
    public static final int NO_CONTROLLER = -1;

    /** What a broker knows before it has read anything. */
    public static final MetadataImage EMPTY = of(
            "",
            NO_CONTROLLER,
            0,
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeSet<>(),
            TopicDeletions.NONE);

    public MetadataImage {
        brokers = Collections.unmodifiableSortedMap(new TreeMap<>(brokers));
        topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
        brokerConfigs = Collections.unmodifiableSortedMap(new TreeMap<>(brokerConfigs));
        topicsToDelete = Collections.unmodifiableSortedSet(new TreeSet<>(topicsToDelete));
        topicsById = Collections.unmodifiableSortedMap(new TreeMap<>(topicsById));
    }

    /** Returns an image; its index by topic id is derived. */
    public static MetadataImage of(
            String clusterId,
            int controllerId,
            int controllerEpoch,
            SortedMap<Integer, BrokerRegistration> brokers,
            SortedMap<String, TopicImage> topics,
            SortedMap<String, SortedMap<String, String>> brokerConfigs,
            SortedSet<String> topicsToDelete,
            TopicDeletions topicDeletions) {
        SortedMap<Uuid, String> byId = new TreeMap<>();
        for (TopicImage topic : topics.values()) {
            if (!topic.topicId().equals(Uuid.ZERO)) {
                byId.put(topic.topicId(), topic.name());
            }
        }
        return new MetadataImage(
                clusterId,
                controllerId,
                controllerEpoch,
                brokers,
                topics,
                brokerConfigs,
                topicsToDelete,
                topicDeletions,
                byId);
    }

    /** {@return whether there is a controller} */
    public boolean hasController() {
        return controllerId != NO_CONTROLLER;
    }

    /** {@return the broker of that node id, where it is alive} */
    public Optional<BrokerRegistration> broker(int nodeId) {
        return Optional.ofNullable(brokers.get(nodeId));
    }

    /** {@return whether that broker is registered} */
    public boolean isAlive(int nodeId) {
        return brokers.containsKey(nodeId);
    }

    /** Returns whether a leader may take that broker into an ISR: it is alive and not about to leave. */
    public boolean isEligibleForIsr(int nodeId) {
        BrokerRegistration broker = brokers.get(nodeId);
        return broker != null && !broker.isShuttingDown();
    }

    /** {@return the topic of that name} */
    public Optional<TopicImage> topic(String name) {
        return Optional.ofNullable(topics.get(name));
    }

    /** {@return the topic of that id} */
    public Optional<TopicImage> topic(Uuid topicId) {
        String name = topicsById.get(topicId);
        return name == null ? Optional.empty() : topic(name);
    }

    /** {@return that partition} */
    public Optional<PartitionImage> partition(TopicPartition topicPartition) {
        return topic(topicPartition.topic()).flatMap(topic -> topic.partition(topicPartition.partition()));
    }
}

package io.embeddedcluster.junit5;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.ClusterBuilder;
import io.embeddedcluster.TopicSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** What an annotation asks for, as values: equal specs may share a cluster. */
record ClusterSpec(
        int brokers,
        int quorum,
        int observers,
        String quorumConnectString,
        List<TopicSpec> topics,
        Map<String, String> brokerConfig,
        Map<String, String> quorumConfig,
        long seed) {

    private static final int DEFAULT_REPLICATION_FACTOR = 3;

    ClusterSpec {
        topics = List.copyOf(topics);
        brokerConfig = Collections.unmodifiableMap(new TreeMap<>(brokerConfig));
        quorumConfig = Collections.unmodifiableMap(new TreeMap<>(quorumConfig));
    }

    /**
     * Reads an annotation.
     *
     * @param defaultSeed the seed where the annotation says none; 0 draws one
     * @throws ExtensionConfigurationException naming the value and what is allowed
     */
    static ClusterSpec of(EmbeddedCluster annotation, long defaultSeed) {
        Map<String, String> defaults = KeyValues.parse("topicDefaults", annotation.topicDefaults());
        List<TopicSpec> topics = new ArrayList<>();
        for (Topic topic : annotation.topics()) {
            Map<String, String> config = new TreeMap<>(defaults);
            config.putAll(KeyValues.parse("topic " + topic.name() + ": config", topic.config()));
            topics.add(topicSpec(topic, annotation.brokers(), config));
        }
        return new ClusterSpec(
                annotation.brokers(),
                annotation.quorum(),
                annotation.observers(),
                annotation.quorumConnectString(),
                topics,
                KeyValues.parse("brokerConfig", annotation.brokerConfig()),
                KeyValues.parse("quorumConfig", annotation.quorumConfig()),
                annotation.seed() != 0 ? annotation.seed() : defaultSeed);
    }

    private static TopicSpec topicSpec(Topic topic, int brokers, Map<String, String> config) {
        int replicationFactor = topic.replicationFactor() != 0
                ? topic.replicationFactor()
                : Math.max(1, Math.min(DEFAULT_REPLICATION_FACTOR, brokers));
        try {
            return new TopicSpec(topic.name(), topic.partitions(), replicationFactor, config);
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Starts a cluster like this.
     *
     * @throws ExtensionConfigurationException for a value that is not allowed, before anything has started
     */
    Cluster start() {
        try {
            ClusterBuilder builder = Cluster.builder()
                    .brokers(brokers)
                    .quorum(quorum)
                    .observers(observers)
                    .seed(seed);
            if (!quorumConnectString.isEmpty()) {
                builder.quorumConnectString(quorumConnectString);
            }
            topics.forEach(builder::topic);
            brokerConfig.forEach(builder::brokerConfig);
            quorumConfig.forEach(builder::quorumConfig);
            return builder.start();
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException(String.valueOf(e.getMessage()), e);
        }
    }
}

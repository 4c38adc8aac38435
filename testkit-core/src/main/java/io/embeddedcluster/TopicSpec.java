package io.embeddedcluster;

import io.embeddedcluster.internal.engine.ClusterPlan;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a topic shall be.
 *
 * @param name the topic's name, as Kafka allows it
 * @param partitions how many partitions, 1 to {@value #MAX_PARTITIONS}
 * @param replicationFactor how many replicas of each, at least 1, at most the number of brokers
 * @param config topic configs by name, as in {@code min.insync.replicas}
 */
public record TopicSpec(String name, int partitions, int replicationFactor, Map<String, String> config) {

    /** How many partitions one topic may have here. */
    public static final int MAX_PARTITIONS = 1_000;

    /**
     * Checks what can be checked without a cluster.
     *
     * @throws IllegalArgumentException for a number out of its range or a blank name
     */
    public TopicSpec {
        if (name.isBlank()) {
            throw new IllegalArgumentException("topic name: \"" + name + "\" (expected: not blank)");
        }
        if (partitions < 1 || partitions > MAX_PARTITIONS) {
            throw new IllegalArgumentException(
                    "topic " + name + ": partitions: " + partitions + " (expected: 1 to " + MAX_PARTITIONS + ")");
        }
        if (replicationFactor < 1 || replicationFactor > Short.MAX_VALUE) {
            throw new IllegalArgumentException("topic " + name + ": replicationFactor: " + replicationFactor
                    + " (expected: 1 to the number of brokers)");
        }
        config = Collections.unmodifiableMap(new TreeMap<>(config));
    }

    /** {@return a topic without configs of its own} */
    public static TopicSpec of(String name, int partitions, int replicationFactor) {
        return new TopicSpec(name, partitions, replicationFactor, Map.of());
    }

    /** {@return this topic with one more config} */
    public TopicSpec withConfig(String key, String value) {
        Map<String, String> changed = new TreeMap<>(config);
        changed.put(key, value);
        return new TopicSpec(name, partitions, replicationFactor, changed);
    }

    ClusterPlan.Topic planned() {
        return new ClusterPlan.Topic(name, partitions, replicationFactor, config);
    }
}

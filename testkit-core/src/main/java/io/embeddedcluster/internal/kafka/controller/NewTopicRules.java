package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.config.InvalidConfigException;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import io.embeddedcluster.internal.kafka.config.TopicConfig;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicName;
import io.embeddedcluster.internal.kafka.znode.TopicCreation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a new topic must fulfil. Error codes, their order and the messages are those of Apache Kafka 4; only where a broker
 * is down do they differ, since a broker that is down is not registered here: it counts for no replication factor.
 */
final class NewTopicRules {

    /** How many partitions one request may ask for, whatever becomes of them. */
    static final int MAX_PARTITIONS_PER_REQUEST = 10_000;

    private final Host host;
    private final BrokerConfig config;

    NewTopicRules(Host host, BrokerConfig config) {
        this.host = host;
        this.config = config;
    }

    /** {@return whether these topics of one request have more partitions together than Kafka makes in one step} */
    boolean asksForTooMany(List<NewTopic> topics) {
        return topics.stream()
                        .filter(topic -> !topic.name().equals(TopicName.CLUSTER_METADATA))
                        .mapToLong(this::partitionCount)
                        .sum()
                > MAX_PARTITIONS_PER_REQUEST;
    }

    private int partitionCount(NewTopic topic) {
        if (!topic.assignments().isEmpty()) {
            return topic.assignments().size();
        }
        return topic.partitionCount() == NewTopic.DEFAULT
                ? config.numPartitions()
                : Math.max(0, topic.partitionCount());
    }

    static TopicRefusedException tooMany() {
        return new TopicRefusedException(
                ErrorCode.POLICY_VIOLATION, "Excessively large number of partitions per request.");
    }

    /**
     * Returns the creation that is asked for.
     *
     * @throws TopicRefusedException if it may not be
     */
    TopicCreation check(NewTopic topic, MetadataImage image) throws TopicRefusedException {
        checkName(topic.name(), image);
        SortedMap<String, String> settings = settings(topic);
        SortedMap<Integer, List<Integer>> replicas =
                topic.assignments().isEmpty() ? automatic(topic, image) : manual(topic, image);
        return new TopicCreation(topic.name(), TopicIds.next(host), replicas, settings);
    }

    private static void checkName(String name, MetadataImage image) throws TopicRefusedException {
        if (name.equals(TopicName.CLUSTER_METADATA)) {
            throw new TopicRefusedException(
                    ErrorCode.INVALID_REQUEST, "Creation of internal topic " + name + " is prohibited.");
        }
        if (image.topics().containsKey(name)) {
            throw exists(name);
        }
        Optional<String> complaint = TopicName.complaint(name);
        if (complaint.isPresent()) {
            throw new TopicRefusedException(ErrorCode.INVALID_TOPIC_EXCEPTION, complaint.get());
        }
        Optional<String> colliding = TopicName.colliding(name, image.topics().keySet());
        if (colliding.isPresent()) {
            throw new TopicRefusedException(
                    ErrorCode.INVALID_TOPIC_EXCEPTION,
                    "Topic '" + name + "' collides with existing topic: " + colliding.get());
        }
    }

    static TopicRefusedException exists(String name) {
        return new TopicRefusedException(ErrorCode.TOPIC_ALREADY_EXISTS, "Topic '" + name + "' already exists.");
    }

    private SortedMap<String, String> settings(NewTopic topic) throws TopicRefusedException {
        List<String> nulls = new ArrayList<>();
        SortedMap<String, String> settings = new TreeMap<>();
        for (NewTopic.Setting entry : topic.settings()) {
            String value = entry.valueOrNull();
            if (value == null) {
                nulls.add(entry.name());
            } else {
                settings.put(entry.name(), value);
            }
        }
        if (!nulls.isEmpty()) {
            throw new TopicRefusedException(
                    ErrorCode.INVALID_CONFIG, "Null value not supported for topic configs: " + String.join(",", nulls));
        }
        try {
            TopicConfig.validate(settings, config);
        } catch (InvalidConfigException e) {
            throw new TopicRefusedException(ErrorCode.INVALID_CONFIG, String.valueOf(e.getMessage()));
        }
        return settings;
    }

    private SortedMap<Integer, List<Integer>> automatic(NewTopic topic, MetadataImage image)
            throws TopicRefusedException {
        int factor = topic.replicationFactor();
        int partitions = topic.partitionCount();
        if (factor < NewTopic.DEFAULT || factor == 0) {
            throw new TopicRefusedException(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "Replication factor must be larger than 0, or -1 to use the default value.");
        }
        if (partitions < NewTopic.DEFAULT || partitions == 0) {
            throw new TopicRefusedException(
                    ErrorCode.INVALID_PARTITIONS, "Number of partitions was set to an invalid non-positive value.");
        }
        int actualFactor = factor == NewTopic.DEFAULT ? config.defaultReplicationFactor() : factor;
        int actualPartitions = partitions == NewTopic.DEFAULT ? config.numPartitions() : partitions;
        List<Integer> alive = List.copyOf(image.brokers().keySet());
        if (actualFactor > alive.size()) {
            throw new TopicRefusedException(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "Unable to replicate the partition " + actualFactor + " time(s): The target replication factor of "
                            + actualFactor + " cannot be reached because only " + alive.size()
                            + " broker(s) are registered.");
        }
        List<Integer> eligible = alive.stream().filter(image::isEligibleForIsr).toList();
        return ReplicaAssigner.random(
                        eligible.size() >= actualFactor ? eligible : alive, host.random("replica-assignment"))
                .assign(actualPartitions, actualFactor);
    }

    private static SortedMap<Integer, List<Integer>> manual(NewTopic topic, MetadataImage image)
            throws TopicRefusedException {
        if (topic.replicationFactor() != NewTopic.DEFAULT) {
            throw new TopicRefusedException(
                    ErrorCode.INVALID_REQUEST,
                    "A manual partition assignment was specified, but replication factor was not set to -1.");
        }
        if (topic.partitionCount() != NewTopic.DEFAULT) {
            throw new TopicRefusedException(
                    ErrorCode.INVALID_REQUEST,
                    "A manual partition assignment was specified, but numPartitions was not set to -1.");
        }
        SortedMap<Integer, List<Integer>> replicas = new TreeMap<>();
        int factor = 0;
        for (NewTopic.Assignment assignment : topic.assignments()) {
            int partition = assignment.partition();
            if (replicas.containsKey(partition)) {
                throw invalidAssignment("Found multiple manual partition assignments for partition " + partition);
            }
            checkReplicas(assignment, factor, image);
            factor = assignment.replicas().size();
            replicas.put(partition, assignment.replicas());
        }
        for (int partition = 0; partition < replicas.size(); partition++) {
            if (!replicas.containsKey(partition)) {
                throw invalidAssignment("partitions should be a consecutive 0-based integer sequence");
            }
        }
        return replicas;
    }

    private static void checkReplicas(NewTopic.Assignment assignment, int factor, MetadataImage image)
            throws TopicRefusedException {
        List<Integer> nodeIds = assignment.replicas();
        if (nodeIds.isEmpty()) {
            throw invalidAssignment("The manual partition assignment includes an empty replica list.");
        }
        Integer previous = null;
        for (Integer nodeId : nodeIds.stream().sorted().toList()) {
            if (!image.isAlive(nodeId)) {
                throw invalidAssignment("The manual partition assignment includes broker " + nodeId
                        + ", but no such broker is registered.");
            }
            if (nodeId.equals(previous)) {
                throw invalidAssignment(
                        "The manual partition assignment includes the broker " + previous + " more than once.");
            }
            previous = nodeId;
        }
        if (factor != 0 && nodeIds.size() != factor) {
            throw invalidAssignment("The manual partition assignment includes a partition with " + nodeIds.size()
                    + " replica(s), but this is not consistent with previous partitions, which have " + factor
                    + " replica(s).");
        }
        if (new TreeSet<>(nodeIds).stream().noneMatch(image::isEligibleForIsr)) {
            throw invalidAssignment("All brokers specified in the manual partition assignment for partition "
                    + assignment.partition() + " are fenced or in controlled shutdown.");
        }
    }

    private static TopicRefusedException invalidAssignment(String message) {
        return new TopicRefusedException(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
    }
}

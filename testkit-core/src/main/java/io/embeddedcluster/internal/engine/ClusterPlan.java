package io.embeddedcluster.internal.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a cluster shall be; checked as a whole, before anything starts.
 *
 * @param brokers number of brokers, 0 to {@value #MAX_BROKERS}
 * @param quorum number of quorum nodes that vote, 1 to {@value #MAX_QUORUM}; 0 where the quorum is outside of this cluster
 * @param observers number of quorum nodes that do not, 0 to {@value #MAX_OBSERVERS}; their ids follow those of the others
 * @param quorumConnectString where the quorum is, as {@code host:port} joined by commas; empty where it is the cluster's own
 * @param topics topics that shall be there from the start
 * @param brokerConfig broker configs by name
 * @param quorumConfig configs of quorum nodes by name
 * @param seed of all randomness; 0 draws one
 * @param bindAddress where all nodes listen
 * @param brokerPortBase broker n listens on base + n; 0 for random ports
 * @param quorumPortBase quorum node n listens on base + n; 0 for random ports
 */
public record ClusterPlan(
        int brokers,
        int quorum,
        int observers,
        String quorumConnectString,
        List<Topic> topics,
        Map<String, String> brokerConfig,
        Map<String, String> quorumConfig,
        long seed,
        String bindAddress,
        int brokerPortBase,
        int quorumPortBase) {

    /** How many brokers one cluster may have. */
    public static final int MAX_BROKERS = 32;

    /** How many quorum nodes that vote one cluster may have. */
    public static final int MAX_QUORUM = 9;

    /** How many quorum nodes without a vote one cluster may have. */
    public static final int MAX_OBSERVERS = 9;

    private static final int MIN_PORT_BASE = 1_023;
    private static final int MAX_PORT_BASE = 65_000;

    /**
     * Checks each value.
     *
     * @throws IllegalArgumentException naming the value and what is allowed
     */
    public ClusterPlan {
        requireRange("brokers", brokers, 0, MAX_BROKERS);
        requireRange("observers", observers, 0, MAX_OBSERVERS);
        if (quorum <= 1 && observers > 0) {
            throw new IllegalArgumentException("observers: " + observers + ", but quorum: " + quorum
                    + " (expected: no observers without at least 2 quorum nodes that vote, as in ZooKeeper)");
        }
        if (quorumConnectString.isEmpty()) {
            requireRange("quorum", quorum, 1, MAX_QUORUM);
        } else {
            requireOutside(brokers, quorum, quorumConfig, quorumPortBase);
        }
        requirePortBase("brokerPortBase", brokerPortBase);
        requirePortBase("quorumPortBase", quorumPortBase);
        requireApart(brokers, quorum + observers, brokerPortBase, quorumPortBase);
        topics = List.copyOf(topics);
        brokerConfig = Collections.unmodifiableMap(new LinkedHashMap<>(brokerConfig));
        quorumConfig = Collections.unmodifiableMap(new LinkedHashMap<>(quorumConfig));
        if (brokers == 0 && !topics.isEmpty()) {
            throw new IllegalArgumentException("brokers: 0, but topics are asked for (expected: at least 1 broker)");
        }
        for (Topic topic : topics) {
            if (topic.replicationFactor() > brokers) {
                throw new IllegalArgumentException("topic " + topic.name() + ": replicationFactor: "
                        + topic.replicationFactor() + " (expected: 1 to " + brokers + ", the number of brokers)");
            }
        }
    }

    /** {@return the number of quorum nodes, with a vote or without} */
    public int quorumNodes() {
        return quorum + observers;
    }

    private static void requireOutside(int brokers, int quorum, Map<String, String> quorumConfig, int quorumPortBase) {
        if (brokers == 0) {
            throw new IllegalArgumentException("brokers: 0, and the quorum is outside (expected: at least 1 broker)");
        }
        if (quorum != 0 || !quorumConfig.isEmpty() || quorumPortBase != 0) {
            throw new IllegalArgumentException("quorum: " + quorum + ", quorumConfig: " + quorumConfig
                    + ", quorumPortBase: " + quorumPortBase
                    + " (expected: none of them where a quorumConnectString says that the quorum is outside)");
        }
    }

    /** {@return whether the quorum is not of this cluster} */
    public boolean isQuorumOutside() {
        return !quorumConnectString.isEmpty();
    }

    private static void requireRange(String name, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + lowest + " to " + highest + ")");
        }
    }

    private static void requirePortBase(String name, int value) {
        if (value != 0 && (value < MIN_PORT_BASE || value > MAX_PORT_BASE)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 for random ports, or "
                    + MIN_PORT_BASE + " to " + MAX_PORT_BASE + ")");
        }
    }

    private static void requireApart(int brokers, int quorum, int brokerPortBase, int quorumPortBase) {
        boolean areFixed = brokerPortBase != 0 && quorumPortBase != 0;
        if (areFixed && brokerPortBase < quorumPortBase + quorum && quorumPortBase < brokerPortBase + brokers) {
            throw new IllegalArgumentException("brokerPortBase: " + brokerPortBase + " and quorumPortBase: "
                    + quorumPortBase + " give brokers and quorum nodes the same ports (expected: bases at least "
                    + (brokerPortBase < quorumPortBase ? brokers : quorum) + " apart)");
        }
    }

    /**
     * One topic.
     *
     * @param name the topic's name
     * @param partitions at least 1
     * @param replicationFactor at least 1
     * @param config topic configs by name
     */
    public record Topic(String name, int partitions, int replicationFactor, Map<String, String> config) {}
}

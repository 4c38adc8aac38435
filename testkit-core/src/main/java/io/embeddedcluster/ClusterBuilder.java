package io.embeddedcluster;

import io.embeddedcluster.internal.engine.ClusterPlan;
import io.embeddedcluster.internal.engine.Engines;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says what a cluster shall be, and starts it. Made by {@link Cluster#builder()}.
 *
 * <p>Threading: one thread.
 */
public final class ClusterBuilder {

    private int brokers = 1;
    private @Nullable Integer quorum;
    private int observers;
    private String quorumConnectString = "";
    private long seed;
    private int brokerPortBase;
    private int quorumPortBase;
    private final Map<String, Supplier<TopicSpec>> topics = new LinkedHashMap<>();
    private final Map<String, String> brokerConfig = new LinkedHashMap<>();
    private final Map<String, String> quorumConfig = new LinkedHashMap<>();

    ClusterBuilder() {}

    /**
     * Sets the number of brokers.
     *
     * @param count 0 to {@value ClusterPlan#MAX_BROKERS}; 1 where not set; 0 is an ensemble alone
     */
    public ClusterBuilder brokers(int count) {
        brokers = count;
        return this;
    }

    /**
     * Sets the number of quorum nodes.
     *
     * @param count 1 to {@value ClusterPlan#MAX_QUORUM}; 1 where not set
     */
    public ClusterBuilder quorum(int count) {
        quorum = count;
        return this;
    }

    /**
     * Sets the number of quorum nodes without a vote, besides those that have one.
     *
     * @param count 0 to {@value ClusterPlan#MAX_OBSERVERS}; 0 where not set
     */
    public ClusterBuilder observers(int count) {
        observers = count;
        return this;
    }

    /**
     * Puts the brokers on an ensemble that is there already, as real ZooKeeper servers or another cluster's quorum; this
     * cluster then has no quorum nodes of its own. It must be one that no other Kafka cluster uses. The testkit neither
     * disturbs nor stops it; the znodes that the brokers leave behind stay.
     *
     * <p>Brokers are noticed to be gone when their session expires. They ask for 6 seconds unless {@code
     * zookeeper.session.timeout.ms} says otherwise, since nobody takes the time for which this process stood still out of
     * the sessions of another; that ensemble decides how short a timeout it grants, twice its {@code tickTime} where nothing
     * else is set.
     *
     * @param connectString {@code host:port}, more of them joined by commas
     */
    public ClusterBuilder quorumConnectString(String connectString) {
        if (connectString.isBlank()) {
            throw new IllegalArgumentException(
                    "quorumConnectString: \"" + connectString + "\" (expected: host:port, joined by commas)");
        }
        quorumConnectString = connectString;
        return this;
    }

    /**
     * Sets the seed of all randomness.
     *
     * @param seed any number; 0, as where not set, draws one
     */
    public ClusterBuilder seed(long seed) {
        this.seed = seed;
        return this;
    }

    /** Adds a topic with min(3, brokers) replicas, of the brokers that there are when the cluster starts. */
    public ClusterBuilder topic(String name, int partitions) {
        TopicSpec topic = TopicSpec.of(name, partitions, 1);
        return add(name, () -> TopicSpec.of(topic.name(), topic.partitions(), defaultReplicationFactor()));
    }

    /** Adds a topic. */
    public ClusterBuilder topic(TopicSpec topic) {
        return add(topic.name(), () -> topic);
    }

    private ClusterBuilder add(String name, Supplier<TopicSpec> topic) {
        if (topics.putIfAbsent(name, topic) != null) {
            throw new IllegalArgumentException("topic " + name + " is named twice");
        }
        return this;
    }

    /** Sets a config of every broker, as in {@code auto.create.topics.enable}. */
    public ClusterBuilder brokerConfig(String key, String value) {
        brokerConfig.put(key, value);
        return this;
    }

    /** Sets a config of every quorum node, named as in ZooKeeper's {@code zoo.cfg}, as in {@code tickTime}. */
    public ClusterBuilder quorumConfig(String key, String value) {
        quorumConfig.put(key, value);
        return this;
    }

    /**
     * Gives broker <i>n</i> the port base + n.
     *
     * @param base 0, as where not set, for random ports; else 1023 up to 65,000
     */
    public ClusterBuilder brokerPortBase(int base) {
        brokerPortBase = base;
        return this;
    }

    /**
     * Gives quorum node <i>n</i> the port base + n.
     *
     * @param base 0, as where not set, for random ports; else 1023 up to 65,000
     */
    public ClusterBuilder quorumPortBase(int base) {
        quorumPortBase = base;
        return this;
    }

    private int quorumCount() {
        if (quorum == null) {
            return quorumConnectString.isEmpty() ? 1 : 0;
        }
        return quorum;
    }

    private int defaultReplicationFactor() {
        return Math.max(1, Math.min(3, brokers));
    }

    /**
     * Starts the cluster, and returns when every broker is registered and every topic has its leaders and is in sync.
     *
     * @throws IllegalArgumentException for a value that is not allowed, before anything has started; it names the value
     *     and what is allowed
     * @throws TestkitException if the cluster did not come up in time
     */
    public Cluster start() {
        ClusterPlan plan = new ClusterPlan(
                brokers,
                quorumCount(),
                observers,
                quorumConnectString,
                topics.values().stream().map(topic -> topic.get().planned()).toList(),
                brokerConfig,
                quorumConfig,
                seed,
                "127.0.0.1",
                brokerPortBase,
                quorumPortBase);
        try {
            return new Cluster(Engines.start(Engines.EMBEDDED, plan));
        } catch (IllegalStateException e) {
            throw new TestkitException(String.valueOf(e.getMessage()), e);
        }
    }
}

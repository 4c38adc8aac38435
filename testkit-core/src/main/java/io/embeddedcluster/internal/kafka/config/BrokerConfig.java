package io.embeddedcluster.internal.kafka.config;

import io.embeddedcluster.internal.config.ConfigReader;
import io.embeddedcluster.internal.config.ConfigValues;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The settings of one broker: what the user set, then defaults.
 *
 * <p>Names, types and ranges are Apache Kafka's. Defaults are too, but for two that decide how fast a failure is noticed:
 * {@code zookeeper.session.timeout.ms} (18,000 in Kafka) and {@code replica.lag.time.max.ms} (30,000 in Kafka).
 * A name that Kafka does not know is refused here, where a real broker only logs it: the reader of a red test wants to
 * know about the slip. What makes no sense inside a test's JVM (listeners, directories, security) is not known either.
 */
public final class BrokerConfig implements ConfigReader {

    /** How long a broker may be silent before the ensemble declares it dead, in milliseconds. */
    public static final String ZOOKEEPER_SESSION_TIMEOUT = "zookeeper.session.timeout.ms";

    /** Nothing set. */
    public static final BrokerConfig DEFAULTS = of(Map.of());

    private final ConfigValues values;

    private BrokerConfig(ConfigValues values) {
        this.values = values;
    }

    /**
     * Returns settings with defaults for all that is not given.
     *
     * @throws IllegalArgumentException if a name is unknown or a value is not allowed; names the first, and what is allowed
     */
    public static BrokerConfig of(Map<String, String> explicit) {
        return new BrokerConfig(ConfigValues.of("broker", BrokerConfigDefinitions.BY_NAME, explicit));
    }

    /** {@return what the user set, without defaults} */
    public SortedMap<String, String> explicit() {
        return values.explicit();
    }

    /** {@return what the user set for that name} */
    Optional<String> explicit(String name) {
        return values.explicit(name);
    }

    /** {@return how many partitions a topic gets that does not say} */
    public int numPartitions() {
        return intValue("num.partitions");
    }

    /** {@return how many replicas a partition gets where its topic does not say} */
    public int defaultReplicationFactor() {
        return intValue("default.replication.factor");
    }

    /** {@return whether a client's question for an unknown topic creates it} */
    public boolean isAutoCreateTopicsEnabled() {
        return booleanValue("auto.create.topics.enable");
    }

    /** {@return whether topics can be deleted} */
    public boolean isDeleteTopicEnabled() {
        return booleanValue("delete.topic.enable");
    }

    /** {@return whether a preferred leader gets its partitions back as soon as it is in sync} */
    public boolean isAutoLeaderRebalanceEnabled() {
        return booleanValue("auto.leader.rebalance.enable");
    }

    /** {@return whether an orderly stop hands leaderships over first} */
    public boolean isControlledShutdownEnabled() {
        return booleanValue("controlled.shutdown.enable");
    }

    /** {@return how long a follower may lag before the leader takes it out of the ISR} */
    public Duration replicaLagTimeMax() {
        return Duration.ofMillis(longValue("replica.lag.time.max.ms"));
    }

    /** {@return how long a broker may be silent before the ensemble declares it dead} */
    public Duration zookeeperSessionTimeout() {
        return Duration.ofMillis(intValue(ZOOKEEPER_SESSION_TIMEOUT));
    }

    @Override
    public Object value(String name) {
        return values.value(name);
    }
}

package io.embeddedcluster.internal.kafka.config;

import io.embeddedcluster.internal.config.ConfigDefinition;
import io.embeddedcluster.internal.config.ConfigReader;
import io.embeddedcluster.internal.config.InvalidConfigException;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one topic: its own settings, then those of the broker, then Kafka's defaults.
 *
 * <p>Names, types, ranges and defaults are those of Apache Kafka 4.4, with {@code internal.segment.bytes} for segments
 * below the least size that Kafka allows a user. All names are accepted; what a broker of ours does with them is up to the
 * log, and the page of divergences says which it ignores.
 */
public final class TopicConfig implements ConfigReader {

    private final SortedMap<String, Value> values;

    private TopicConfig(SortedMap<String, Value> values) {
        this.values = values;
    }

    /**
     * Returns what holds for a topic.
     *
     * @param overrides what is set for the topic; names that Kafka does not know, or values not allowed, are as if not set
     * @param broker settings of the broker that asks
     */
    public static TopicConfig of(Map<String, String> overrides, BrokerConfig broker) {
        SortedMap<String, Value> values = new TreeMap<>();
        TopicConfigDefinitions.BY_NAME.values().forEach(definition -> {
            String own = overrides.get(definition.name());
            values.put(
                    definition.name(),
                    own != null && isValid(definition, own)
                            ? new Value(own, definition.parse(own), Source.TOPIC)
                            : inherited(definition, broker));
        });
        return new TopicConfig(Collections.unmodifiableSortedMap(values));
    }

    /**
     * Checks settings for a topic as Kafka does when one is created or altered.
     *
     * @throws InvalidConfigException if a name is unknown or a value is not allowed; names the first
     */
    public static void validate(Map<String, String> overrides, BrokerConfig broker) {
        new TreeMap<>(overrides).forEach((name, text) -> {
            ConfigDefinition definition = TopicConfigDefinitions.BY_NAME.get(name);
            if (definition == null) {
                throw new InvalidConfigException("Unknown topic config name: " + name);
            }
            definition.parse(text);
        });
        TopicConfig effective = of(overrides, broker);
        long least = effective.longValue("min.compaction.lag.ms");
        long most = effective.longValue("max.compaction.lag.ms");
        if (least > most) {
            throw new InvalidConfigException("conflict topic config setting min.compaction.lag.ms (" + least
                    + ") > max.compaction.lag.ms (" + most + ")");
        }
        if (effective.booleanValue("remote.storage.enable")) {
            throw new InvalidConfigException("Tiered Storage functionality is disabled in the broker. "
                    + "Topic cannot be configured with remote log storage.");
        }
    }

    /** {@return all settings by name, with where each comes from} */
    public SortedMap<String, Value> values() {
        return values;
    }

    /** {@return how many replicas must be in sync for acks=all} */
    public int minInsyncReplicas() {
        return intValue("min.insync.replicas");
    }

    /** {@return whether a replica outside the ISR may be elected where no broker of the ISR is alive} */
    public boolean isUncleanLeaderElectionEnabled() {
        return booleanValue("unclean.leader.election.enable");
    }

    /** {@return the largest record batch accepted, in bytes} */
    public int maxMessageBytes() {
        return intValue("max.message.bytes");
    }

    /** {@return the size at which a segment is rolled, in bytes} */
    public int segmentBytes() {
        String internal = "internal.segment.bytes";
        return intValue(has(internal) ? internal : "segment.bytes");
    }

    /** {@return the age at which a segment is rolled} */
    public long segmentMillis() {
        return longValue("segment.ms");
    }

    /** {@return how long records are kept; -1 for ever} */
    public long retentionMillis() {
        return longValue("retention.ms");
    }

    /** {@return how many bytes are kept for each partition; -1 all} */
    public long retentionBytes() {
        return longValue("retention.bytes");
    }

    /** {@return whether old values of a key may go} */
    public boolean isCompacted() {
        return listValue("cleanup.policy").contains("compact");
    }

    /** {@return whether old segments may go} */
    public boolean isDeleted() {
        return listValue("cleanup.policy").contains("delete");
    }

    /** {@return whether the broker's clock, not the producer's, gives records their timestamps} */
    public boolean isLogAppendTime() {
        return stringValue("message.timestamp.type").equals("LogAppendTime");
    }

    @Override
    public Object value(String name) {
        Value value = Objects.requireNonNull(values.get(name), () -> "no topic config is named " + name);
        return Objects.requireNonNull(value.parsed(), () -> "topic config " + name + " has no value");
    }

    private boolean has(String name) {
        Value value = values.get(name);
        return value != null && value.parsed() != null;
    }

    private static Value inherited(ConfigDefinition definition, BrokerConfig broker) {
        for (BrokerSynonym synonym : BrokerSynonym.of(definition.name())) {
            Optional<String> text = broker.explicit(synonym.name());
            if (text.isPresent()) {
                String converted = synonym.convert(text.get());
                return new Value(converted, definition.parse(converted), Source.BROKER);
            }
        }
        String text = definition.defaultText();
        return new Value(text, text == null ? null : definition.parse(text), Source.DEFAULT);
    }

    private static boolean isValid(ConfigDefinition definition, String text) {
        try {
            definition.parse(text);
            return true;
        } catch (InvalidConfigException e) {
            return false;
        }
    }

    /** Where a setting comes from. */
    public enum Source {
        /** Set for the topic. */
        TOPIC(1),
        /** Set for the broker at its start. */
        BROKER(4),
        /** Kafka's default. */
        DEFAULT(5);

        private final byte code;

        Source(int code) {
            this.code = (byte) code;
        }

        /** {@return the number that stands for this source in Kafka's protocol} */
        public byte code() {
            return code;
        }
    }

    /**
     * One setting.
     *
     * @param text as written; null where there is no value
     * @param parsed by its type; null where there is no value
     * @param source where it comes from
     */
    public record Value(@Nullable String text, @Nullable Object parsed, Source source) {}
}

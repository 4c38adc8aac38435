package io.embeddedcluster.internal.kafka.config;

import static io.embeddedcluster.internal.config.ConfigRule.atLeast;
import static io.embeddedcluster.internal.config.ConfigRule.between;
import static io.embeddedcluster.internal.config.ConfigRule.betweenOr;
import static io.embeddedcluster.internal.config.ConfigRule.listOf;
import static io.embeddedcluster.internal.config.ConfigRule.oneOf;

import io.embeddedcluster.internal.config.ConfigDefinition;
import io.embeddedcluster.internal.config.ConfigDefinitions;
import io.embeddedcluster.internal.config.ConfigRule;
import io.embeddedcluster.internal.config.ConfigType;
import io.embeddedcluster.internal.config.InvalidConfigException;
import java.util.Collections;
import java.util.List;
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
public final class TopicConfig {

    private static final String MAX_LONG = Long.toString(Long.MAX_VALUE);

    private static final SortedMap<String, ConfigDefinition> DEFINITIONS = definitions();

    /** Broker settings that set a topic's default, by the topic's name for it; the first one that is set counts. */
    private static final SortedMap<String, List<Synonym>> SYNONYMS = synonyms();

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
        DEFINITIONS.values().forEach(definition -> {
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
     * @throws InvalidConfigException at the first name that is unknown or value that is not allowed
     */
    public static void validate(Map<String, String> overrides, BrokerConfig broker) {
        new TreeMap<>(overrides).forEach((name, text) -> {
            ConfigDefinition definition = DEFINITIONS.get(name);
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

    /** {@return whether a replica outside the ISR may be elected where nobody of the ISR is alive} */
    public boolean isUncleanLeaderElectionEnabled() {
        return booleanValue("unclean.leader.election.enable");
    }

    /** {@return the largest record batch accepted, in bytes} */
    public int maxMessageBytes() {
        return intValue("max.message.bytes");
    }

    /** {@return the size at which a segment is rolled, in bytes} */
    public int segmentBytes() {
        Object internal = value("internal.segment.bytes").parsed();
        return internal != null ? (Integer) internal : intValue("segment.bytes");
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

    /** {@return an integer setting} */
    public int intValue(String name) {
        return (Integer) parsed(name);
    }

    /** {@return a long setting} */
    public long longValue(String name) {
        return (Long) parsed(name);
    }

    /** {@return a double setting} */
    public double doubleValue(String name) {
        return (Double) parsed(name);
    }

    /** {@return a boolean setting} */
    public boolean booleanValue(String name) {
        return (Boolean) parsed(name);
    }

    /** {@return a string setting} */
    public String stringValue(String name) {
        return (String) parsed(name);
    }

    /** {@return a list setting} */
    public List<String> listValue(String name) {
        return ((List<?>) parsed(name)).stream().map(String.class::cast).toList();
    }

    private Value value(String name) {
        return Objects.requireNonNull(values.get(name), () -> "no topic config is named " + name);
    }

    private Object parsed(String name) {
        return Objects.requireNonNull(value(name).parsed(), () -> "topic config " + name + " has no value");
    }

    private static Value inherited(ConfigDefinition definition, BrokerConfig broker) {
        for (Synonym synonym : SYNONYMS.getOrDefault(definition.name(), List.of())) {
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

    private static SortedMap<String, ConfigDefinition> definitions() {
        ConfigDefinitions all = new ConfigDefinitions();
        all.add("cleanup.policy", ConfigType.LIST, "delete", listOf("compact", "delete"));
        all.add("compression.gzip.level", ConfigType.INT, "-1", betweenOr(1, 9, -1));
        all.add("compression.lz4.level", ConfigType.INT, "9", between(1, 17));
        all.add(
                "compression.type",
                ConfigType.STRING,
                "producer",
                oneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"));
        all.add("compression.zstd.level", ConfigType.INT, "3", between(-131072, 22));
        all.add("delete.retention.ms", ConfigType.LONG, "86400000", atLeast(0));
        all.add("errors.deadletterqueue.group.enable", ConfigType.BOOLEAN, "false", ConfigRule.NONE);
        all.add("file.delete.delay.ms", ConfigType.LONG, "60000", atLeast(0));
        all.add("flush.messages", ConfigType.LONG, MAX_LONG, atLeast(1));
        all.add("flush.ms", ConfigType.LONG, MAX_LONG, atLeast(0));
        all.add("follower.replication.throttled.replicas", ConfigType.LIST, "", ThrottledReplicas.RULE);
        all.add("index.interval.bytes", ConfigType.INT, "4096", atLeast(0));
        all.add("internal.segment.bytes", ConfigType.INT, null, ConfigRule.NONE);
        all.add("leader.replication.throttled.replicas", ConfigType.LIST, "", ThrottledReplicas.RULE);
        all.add("local.retention.bytes", ConfigType.LONG, "-2", atLeast(-2));
        all.add("local.retention.ms", ConfigType.LONG, "-2", atLeast(-2));
        all.add("max.compaction.lag.ms", ConfigType.LONG, MAX_LONG, atLeast(1));
        all.add("max.decompressed.message.bytes", ConfigType.INT, "2147483639", between(1, 2147483639));
        all.add("max.message.bytes", ConfigType.INT, "1048588", atLeast(0));
        all.add("message.timestamp.after.max.ms", ConfigType.LONG, "3600000", atLeast(0));
        all.add("message.timestamp.before.max.ms", ConfigType.LONG, MAX_LONG, atLeast(0));
        all.add("message.timestamp.type", ConfigType.STRING, "CreateTime", oneOf("CreateTime", "LogAppendTime"));
        all.add("min.cleanable.dirty.ratio", ConfigType.DOUBLE, "0.5", between(0, 1));
        all.add("min.compaction.lag.ms", ConfigType.LONG, "0", atLeast(0));
        all.add("min.insync.replicas", ConfigType.INT, "1", atLeast(1));
        all.add("preallocate", ConfigType.BOOLEAN, "false", ConfigRule.NONE);
        all.add("remote.copy.lag.bytes", ConfigType.LONG, "-1", atLeast(-1));
        all.add("remote.copy.lag.ms", ConfigType.LONG, "0", atLeast(-1));
        all.add("remote.log.copy.disable", ConfigType.BOOLEAN, "false", ConfigRule.NONE);
        all.add("remote.log.delete.on.disable", ConfigType.BOOLEAN, "false", ConfigRule.NONE);
        all.add("remote.storage.enable", ConfigType.BOOLEAN, "false", ConfigRule.NONE);
        all.add("retention.bytes", ConfigType.LONG, "-1", ConfigRule.NONE);
        all.add("retention.ms", ConfigType.LONG, "604800000", atLeast(-1));
        all.add("segment.bytes", ConfigType.INT, "1073741824", atLeast(1048576));
        all.add("segment.index.bytes", ConfigType.INT, "10485760", atLeast(4));
        all.add("segment.jitter.ms", ConfigType.LONG, "0", atLeast(0));
        all.add("segment.ms", ConfigType.LONG, "604800000", atLeast(1));
        all.add("unclean.leader.election.enable", ConfigType.BOOLEAN, "false", ConfigRule.NONE);
        return all.byName();
    }

    private static SortedMap<String, List<Synonym>> synonyms() {
        SortedMap<String, List<Synonym>> all = new TreeMap<>();
        for (String same : List.of(
                "compression.type",
                "compression.gzip.level",
                "compression.lz4.level",
                "compression.zstd.level",
                "min.insync.replicas",
                "unclean.leader.election.enable",
                "max.decompressed.message.bytes")) {
            all.put(same, List.of(new Synonym(same, 1)));
        }
        for (String prefixed : List.of(
                "cleanup.policy",
                "index.interval.bytes",
                "local.retention.bytes",
                "local.retention.ms",
                "message.timestamp.after.max.ms",
                "message.timestamp.before.max.ms",
                "message.timestamp.type",
                "preallocate",
                "retention.bytes",
                "segment.bytes")) {
            all.put(prefixed, List.of(new Synonym("log." + prefixed, 1)));
        }
        for (String cleaner : List.of("delete.retention.ms", "min.compaction.lag.ms", "max.compaction.lag.ms")) {
            all.put(cleaner, List.of(new Synonym("log.cleaner." + cleaner, 1)));
        }
        all.put("min.cleanable.dirty.ratio", List.of(new Synonym("log.cleaner.min.cleanable.ratio", 1)));
        all.put("file.delete.delay.ms", List.of(new Synonym("log.segment.delete.delay.ms", 1)));
        all.put("flush.messages", List.of(new Synonym("log.flush.interval.messages", 1)));
        all.put("flush.ms", List.of(new Synonym("log.flush.interval.ms", 1)));
        all.put("max.message.bytes", List.of(new Synonym("message.max.bytes", 1)));
        all.put(
                "retention.ms",
                List.of(
                        new Synonym("log.retention.ms", 1),
                        new Synonym("log.retention.minutes", 60_000),
                        new Synonym("log.retention.hours", 3_600_000)));
        all.put("segment.index.bytes", List.of(new Synonym("log.index.size.max.bytes", 1)));
        all.put(
                "segment.jitter.ms",
                List.of(new Synonym("log.roll.jitter.ms", 1), new Synonym("log.roll.jitter.hours", 3_600_000)));
        all.put("segment.ms", List.of(new Synonym("log.roll.ms", 1), new Synonym("log.roll.hours", 3_600_000)));
        return all;
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

    /** A broker setting in another unit. */
    private record Synonym(String name, long factor) {

        String convert(String text) {
            if (factor == 1) {
                return text;
            }
            long number = Long.parseLong(text.strip());
            return Long.toString(number < 0 ? number : Math.multiplyExact(number, factor));
        }
    }
}

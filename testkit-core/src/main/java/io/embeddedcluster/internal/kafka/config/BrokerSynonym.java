package io.embeddedcluster.internal.kafka.config;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A broker config that sets the default of a topic config, perhaps in another unit.
 *
 * @param name the broker's name for it
 * @param factor how many of the topic's unit make one of the broker's
 */
record BrokerSynonym(String name, long factor) {

    private static final SortedMap<String, List<BrokerSynonym>> BY_TOPIC_CONFIG = synonyms();

    /** Returns those of a topic config; the first one that is set for the broker counts. */
    static List<BrokerSynonym> of(String topicConfig) {
        return BY_TOPIC_CONFIG.getOrDefault(topicConfig, List.of());
    }

    /** Returns a value that is set for the broker in the topic's unit. */
    String convert(String text) {
        if (factor == 1) {
            return text;
        }
        long number = Long.parseLong(text.strip());
        return Long.toString(number < 0 ? number : Math.multiplyExact(number, factor));
    }

    private static SortedMap<String, List<BrokerSynonym>> synonyms() {
        SortedMap<String, List<BrokerSynonym>> all = new TreeMap<>();
        for (String same : List.of(
                "compression.type",
                "compression.gzip.level",
                "compression.lz4.level",
                "compression.zstd.level",
                "min.insync.replicas",
                "unclean.leader.election.enable",
                "max.decompressed.message.bytes")) {
            all.put(same, List.of(new BrokerSynonym(same, 1)));
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
            all.put(prefixed, List.of(new BrokerSynonym("log." + prefixed, 1)));
        }
        for (String cleaner : List.of("delete.retention.ms", "min.compaction.lag.ms", "max.compaction.lag.ms")) {
            all.put(cleaner, List.of(new BrokerSynonym("log.cleaner." + cleaner, 1)));
        }
        all.put("min.cleanable.dirty.ratio", List.of(new BrokerSynonym("log.cleaner.min.cleanable.ratio", 1)));
        all.put("file.delete.delay.ms", List.of(new BrokerSynonym("log.segment.delete.delay.ms", 1)));
        all.put("flush.messages", List.of(new BrokerSynonym("log.flush.interval.messages", 1)));
        all.put("flush.ms", List.of(new BrokerSynonym("log.flush.interval.ms", 1)));
        all.put("max.message.bytes", List.of(new BrokerSynonym("message.max.bytes", 1)));
        all.put(
                "retention.ms",
                List.of(
                        new BrokerSynonym("log.retention.ms", 1),
                        new BrokerSynonym("log.retention.minutes", 60_000),
                        new BrokerSynonym("log.retention.hours", 3_600_000)));
        all.put("segment.index.bytes", List.of(new BrokerSynonym("log.index.size.max.bytes", 1)));
        all.put(
                "segment.jitter.ms",
                List.of(
                        new BrokerSynonym("log.roll.jitter.ms", 1),
                        new BrokerSynonym("log.roll.jitter.hours", 3_600_000)));
        all.put(
                "segment.ms",
                List.of(new BrokerSynonym("log.roll.ms", 1), new BrokerSynonym("log.roll.hours", 3_600_000)));
        return all;
    }
}

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
import java.util.SortedMap;

/** The configs that a topic has. */
final class TopicConfigDefinitions {

    private static final String MAX_LONG = Long.toString(Long.MAX_VALUE);

    static final SortedMap<String, ConfigDefinition> BY_NAME = definitions();

    private TopicConfigDefinitions() {}

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
}

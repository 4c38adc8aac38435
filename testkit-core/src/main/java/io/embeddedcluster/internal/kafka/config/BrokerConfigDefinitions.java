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

/** The configs that a broker has. */
final class BrokerConfigDefinitions {

    private static final String MAX_LONG = Long.toString(Long.MAX_VALUE);

    static final SortedMap<String, ConfigDefinition> BY_NAME = definitions();

    private BrokerConfigDefinitions() {}

    private static SortedMap<String, ConfigDefinition> definitions() {
        ConfigDefinitions all = new ConfigDefinitions();
        cluster(all);
        replication(all);
        log(all);
        coordinators(all);
        return all.byName();
    }

    private static void cluster(ConfigDefinitions all) {
        all.add("auto.create.topics.enable", ConfigType.BOOLEAN, "true", ConfigRule.NONE);
        all.add("auto.leader.rebalance.enable", ConfigType.BOOLEAN, "true", ConfigRule.NONE);
        all.add("broker.rack", ConfigType.STRING, null, ConfigRule.NONE);
        all.add("connections.max.idle.ms", ConfigType.LONG, "600000", ConfigRule.NONE);
        all.add("controlled.shutdown.enable", ConfigType.BOOLEAN, "true", ConfigRule.NONE);
        all.add("default.replication.factor", ConfigType.INT, "1", atLeast(1));
        all.add("delete.topic.enable", ConfigType.BOOLEAN, "true", ConfigRule.NONE);
        all.add("fetch.max.bytes", ConfigType.INT, "57671680", atLeast(1024));
        all.add("max.incremental.fetch.session.cache.slots", ConfigType.INT, "1000", atLeast(0));
        all.add("num.partitions", ConfigType.INT, "1", atLeast(1));
        all.add("request.timeout.ms", ConfigType.INT, "30000", ConfigRule.NONE);
        all.add("socket.request.max.bytes", ConfigType.INT, "104857600", atLeast(1));
        all.add(BrokerConfig.ZOOKEEPER_SESSION_TIMEOUT, ConfigType.INT, "200", atLeast(1));
    }

    private static void replication(ConfigDefinitions all) {
        all.add("min.insync.replicas", ConfigType.INT, "1", atLeast(1));
        all.add("replica.fetch.backoff.ms", ConfigType.INT, "1000", atLeast(0));
        all.add("replica.fetch.max.bytes", ConfigType.INT, "1048576", atLeast(0));
        all.add("replica.fetch.min.bytes", ConfigType.INT, "1", ConfigRule.NONE);
        all.add("replica.fetch.response.max.bytes", ConfigType.INT, "10485760", atLeast(0));
        all.add("replica.fetch.wait.max.ms", ConfigType.INT, "500", ConfigRule.NONE);
        all.add("replica.high.watermark.checkpoint.interval.ms", ConfigType.LONG, "5000", ConfigRule.NONE);
        all.add("replica.lag.time.max.ms", ConfigType.LONG, "1000", atLeast(1));
        all.add("unclean.leader.election.enable", ConfigType.BOOLEAN, "false", ConfigRule.NONE);
    }

    private static void log(ConfigDefinitions all) {
        all.add("compression.gzip.level", ConfigType.INT, "-1", betweenOr(1, 9, -1));
        all.add("compression.lz4.level", ConfigType.INT, "9", between(1, 17));
        all.add(
                "compression.type",
                ConfigType.STRING,
                "producer",
                oneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"));
        all.add("compression.zstd.level", ConfigType.INT, "3", between(-131072, 22));
        all.add("log.cleaner.backoff.ms", ConfigType.LONG, "15000", atLeast(0));
        all.add("log.cleaner.delete.retention.ms", ConfigType.LONG, "86400000", atLeast(0));
        all.add("log.cleaner.enable", ConfigType.BOOLEAN, "true", ConfigRule.NONE);
        all.add("log.cleaner.max.compaction.lag.ms", ConfigType.LONG, MAX_LONG, atLeast(1));
        all.add("log.cleaner.min.cleanable.ratio", ConfigType.DOUBLE, "0.5", between(0, 1));
        all.add("log.cleaner.min.compaction.lag.ms", ConfigType.LONG, "0", atLeast(0));
        all.add("log.cleanup.policy", ConfigType.LIST, "delete", listOf("compact", "delete"));
        all.add("log.flush.interval.messages", ConfigType.LONG, MAX_LONG, atLeast(1));
        all.add("log.flush.interval.ms", ConfigType.LONG, null, atLeast(0));
        all.add("log.index.interval.bytes", ConfigType.INT, "4096", atLeast(0));
        all.add("log.index.size.max.bytes", ConfigType.INT, "10485760", atLeast(4));
        all.add("log.local.retention.bytes", ConfigType.LONG, "-2", atLeast(-2));
        all.add("log.local.retention.ms", ConfigType.LONG, "-2", atLeast(-2));
        all.add("log.message.timestamp.after.max.ms", ConfigType.LONG, "3600000", atLeast(0));
        all.add("log.message.timestamp.before.max.ms", ConfigType.LONG, MAX_LONG, atLeast(0));
        all.add("log.message.timestamp.type", ConfigType.STRING, "CreateTime", oneOf("CreateTime", "LogAppendTime"));
        all.add("log.preallocate", ConfigType.BOOLEAN, "false", ConfigRule.NONE);
        all.add("log.retention.bytes", ConfigType.LONG, "-1", ConfigRule.NONE);
        all.add("log.retention.check.interval.ms", ConfigType.LONG, "300000", atLeast(1));
        all.add("log.retention.hours", ConfigType.INT, "168", atLeast(-1));
        all.add("log.retention.minutes", ConfigType.INT, null, atLeast(-1));
        all.add("log.retention.ms", ConfigType.LONG, null, atLeast(-1));
        all.add("log.roll.hours", ConfigType.INT, "168", atLeast(1));
        all.add("log.roll.jitter.hours", ConfigType.INT, "0", atLeast(0));
        all.add("log.roll.jitter.ms", ConfigType.LONG, null, atLeast(0));
        all.add("log.roll.ms", ConfigType.LONG, null, atLeast(1));
        all.add("log.segment.bytes", ConfigType.INT, "1073741824", atLeast(1048576));
        all.add("log.segment.delete.delay.ms", ConfigType.LONG, "60000", atLeast(0));
        all.add("max.decompressed.message.bytes", ConfigType.INT, "2147483639", between(1, 2147483639));
        all.add("message.max.bytes", ConfigType.INT, "1048588", atLeast(0));
    }

    private static void coordinators(ConfigDefinitions all) {
        all.add("group.initial.rebalance.delay.ms", ConfigType.INT, "3000", ConfigRule.NONE);
        all.add("group.max.session.timeout.ms", ConfigType.INT, "1800000", ConfigRule.NONE);
        all.add("group.max.size", ConfigType.INT, "2147483647", atLeast(1));
        all.add("group.min.session.timeout.ms", ConfigType.INT, "6000", ConfigRule.NONE);
        all.add("offsets.commit.timeout.ms", ConfigType.INT, "5000", atLeast(1));
        all.add("offsets.retention.check.interval.ms", ConfigType.LONG, "600000", atLeast(1));
        all.add("offsets.retention.minutes", ConfigType.INT, "10080", atLeast(1));
        all.add("offsets.topic.num.partitions", ConfigType.INT, "50", atLeast(1));
        all.add("offsets.topic.replication.factor", ConfigType.SHORT, "3", atLeast(1));
        all.add("offsets.topic.segment.bytes", ConfigType.INT, "104857600", atLeast(1));
        all.add("producer.id.expiration.check.interval.ms", ConfigType.INT, "600000", atLeast(1));
        all.add("producer.id.expiration.ms", ConfigType.INT, "86400000", atLeast(1));
        all.add("transaction.abort.timed.out.transaction.cleanup.interval.ms", ConfigType.INT, "10000", atLeast(1));
        all.add("transaction.max.timeout.ms", ConfigType.INT, "900000", atLeast(1));
        all.add("transaction.partition.verification.enable", ConfigType.BOOLEAN, "true", ConfigRule.NONE);
        all.add("transaction.state.log.min.isr", ConfigType.INT, "2", atLeast(1));
        all.add("transaction.state.log.num.partitions", ConfigType.INT, "50", atLeast(1));
        all.add("transaction.state.log.replication.factor", ConfigType.SHORT, "3", atLeast(1));
        all.add("transaction.state.log.segment.bytes", ConfigType.INT, "104857600", atLeast(1));
        all.add("transactional.id.expiration.ms", ConfigType.INT, "604800000", atLeast(1));
    }
}

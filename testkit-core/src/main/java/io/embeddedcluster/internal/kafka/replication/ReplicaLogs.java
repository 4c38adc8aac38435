package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.host.DiskException;
import io.embeddedcluster.internal.host.DiskFile;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import io.embeddedcluster.internal.kafka.config.TopicConfig;
import io.embeddedcluster.internal.kafka.log.LogConfig;
import io.embeddedcluster.internal.kafka.log.PartitionLog;
import io.embeddedcluster.internal.kafka.log.TimestampType;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The logs on a broker's disk. Beside each lies Kafka's {@code partition.metadata} with the topic id, so that a log of an
 * earlier topic of the same name is told from a log of this one. A log is deleted by an order, and by nothing else: where
 * another topic of the name wants its place and no order has come, it is set aside under a name that ends in {@code -stray}.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-516%3A+Topic+Identifiers KIP-516
 */
final class ReplicaLogs {

    private static final String METADATA_FILE = "/partition.metadata";
    private static final String TOPIC_ID_LINE = "topic_id: ";

    private final Host host;
    private final BrokerConfig brokerConfig;
    private final BrokerRules rules;

    ReplicaLogs(Host host, BrokerConfig brokerConfig, BrokerRules rules) {
        this.host = host;
        this.brokerConfig = brokerConfig;
        this.rules = rules;
    }

    /**
     * Opens the log of a partition in this life of its topic, empty where there is none. What an earlier life has left was
     * deleted before, if that was ordered.
     */
    PartitionLog open(TopicPartition topicPartition, Uuid topicId, TopicConfig config) {
        Optional<Uuid> found = topicId(topicPartition);
        if (!found.equals(Optional.of(topicId))) {
            found.ifPresent(other -> setAside(topicPartition, other, topicId));
            store(topicPartition, topicId);
        }
        return PartitionLog.open(topicPartition, host.disk(), logConfig(config), rules, host.journal(), this::synced);
    }

    private void setAside(TopicPartition topicPartition, Uuid found, Uuid now) {
        host.journal()
                .record(
                        "log-set-aside",
                        "topicPartition=" + topicPartition + " topicId=" + found + ", the topic is now " + now
                                + " and nobody ordered the deletion of the other");
        String aside = topicPartition + "." + found + "-stray";
        for (String name : host.disk().list(topicPartition + "/")) {
            host.disk()
                    .rename(
                            name,
                            aside + name.substring(topicPartition.toString().length()));
        }
    }

    /** {@return the topic id of the log that lies on the disk under the name of that partition} */
    Optional<Uuid> topicId(TopicPartition topicPartition) {
        String name = topicPartition + METADATA_FILE;
        if (!host.disk().exists(name)) {
            return Optional.empty();
        }
        DiskFile file = host.disk().open(name);
        String text =
                StandardCharsets.UTF_8.decode(file.read(0, (int) file.length())).toString();
        return text.lines()
                .filter(line -> line.startsWith(TOPIC_ID_LINE))
                .map(line -> Uuid.parse(line.substring(TOPIC_ID_LINE.length())))
                .findFirst();
    }

    /** {@return the partitions that have a log on the disk, and the ids of their topics} */
    SortedMap<TopicPartition, Uuid> onDisk() {
        SortedMap<TopicPartition, Uuid> partitions = new TreeMap<>();
        for (String name : host.disk().list("")) {
            int dash = name.lastIndexOf('-', name.length() - METADATA_FILE.length());
            if (name.endsWith(METADATA_FILE) && dash > 0) {
                parseIndex(name.substring(dash + 1, name.length() - METADATA_FILE.length()))
                        .map(index -> new TopicPartition(name.substring(0, dash), index))
                        .ifPresent(found -> topicId(found).ifPresent(topicId -> partitions.put(found, topicId)));
            }
        }
        return partitions;
    }

    /** Deletes the log of a partition, because that was ordered. */
    void delete(TopicPartition topicPartition) {
        host.journal().record("log-deleted", "topicPartition=" + topicPartition);
        PartitionLog.delete(topicPartition, host.disk());
    }

    LogConfig logConfig(TopicConfig config) {
        return new LogConfig(
                config.segmentBytes(),
                config.maxMessageBytes(),
                config.isLogAppendTime() ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                config.longValue("message.timestamp.before.max.ms"),
                config.longValue("message.timestamp.after.max.ms"),
                config.isCompacted(),
                brokerConfig.intValue("producer.id.expiration.ms"));
    }

    /** Told the end of each sync that a log begins. */
    void synced(@Nullable DiskException failure) {
        if (failure != null) {
            host.journal().record("disk-sync-failed", String.valueOf(failure.getMessage()));
        }
    }

    private static Optional<Integer> parseIndex(String text) {
        return text.matches("[0-9]{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private void store(TopicPartition topicPartition, Uuid topicId) {
        DiskFile file = host.disk().open(topicPartition + METADATA_FILE);
        String text = "version: 0\n" + TOPIC_ID_LINE + topicId + "\n";
        file.replace(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        file.sync(this::synced);
    }
}

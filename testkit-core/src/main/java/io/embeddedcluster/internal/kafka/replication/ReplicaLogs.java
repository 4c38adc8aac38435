package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.host.Disk;
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
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The logs on a broker's disk. Beside each lies Kafka's {@code partition.metadata} with the topic id, so that a log of an
 * earlier topic of the same name is told from a log of this one, and deleted.
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

    /** Opens the log of a partition in this life of its topic, empty where there is none. */
    PartitionLog open(TopicPartition topicPartition, Uuid topicId, TopicConfig config) {
        Disk disk = host.disk();
        Optional<Uuid> found = storedTopicId(topicPartition);
        boolean isNew = found.filter(topicId::equals).isEmpty();
        if (found.isPresent() && isNew) {
            host.journal()
                    .record(
                            "log-deleted",
                            "topicPartition=" + topicPartition + " topicId=" + found.get() + ", the topic is now "
                                    + topicId);
            PartitionLog.delete(topicPartition, disk);
        }
        if (isNew) {
            store(topicPartition, topicId);
        }
        return PartitionLog.open(topicPartition, disk, logConfig(config), rules, host.journal(), this::synced);
    }

    /** Returns whether there is a log of the partition in this life of its topic. */
    boolean has(TopicPartition topicPartition, Uuid topicId) {
        return storedTopicId(topicPartition).filter(topicId::equals).isPresent();
    }

    /** {@return the partitions that have anything on the disk} */
    SortedSet<TopicPartition> onDisk() {
        SortedSet<TopicPartition> partitions = new TreeSet<>();
        for (String name : host.disk().list("")) {
            int slash = name.indexOf('/');
            int dash = name.lastIndexOf('-', slash);
            if (slash > 0 && dash > 0) {
                parseIndex(name.substring(dash + 1, slash))
                        .ifPresent(index -> partitions.add(new TopicPartition(name.substring(0, dash), index)));
            }
        }
        return partitions;
    }

    /** Deletes the log of a partition, because the topic, or this replica of it, is gone. */
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

    private Optional<Uuid> storedTopicId(TopicPartition topicPartition) {
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

    private void store(TopicPartition topicPartition, Uuid topicId) {
        DiskFile file = host.disk().open(topicPartition + METADATA_FILE);
        String text = "version: 0\n" + TOPIC_ID_LINE + topicId + "\n";
        file.replace(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        file.sync(this::synced);
    }
}

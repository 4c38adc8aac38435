package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicName;
import io.embeddedcluster.internal.kafka.znode.MetadataWatcher;
import io.embeddedcluster.internal.kafka.znode.TopicCreation;
import io.embeddedcluster.internal.kafka.znode.ZnodeStore;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Creates topics that clients ask for and that do not exist, on whichever broker they ask.
 *
 * <p>It writes settings and assignment, as Kafka's own tools did; the controller sees the topic and elects leaders. Two
 * brokers asked at the same time create one topic.
 *
 * <p>Threading: the broker's event loop.
 */
public final class TopicAutoCreator {

    private final Host host;
    private final ZnodeStore tree;
    private final MetadataWatcher watcher;
    private final BrokerConfig config;
    private final Set<String> underWay = new TreeSet<>();

    /** Creates topics in that tree with that broker's defaults. */
    public TopicAutoCreator(Host host, ZnodeStore tree, MetadataWatcher watcher, BrokerConfig config) {
        this.host = host;
        this.tree = tree;
        this.watcher = watcher;
        this.config = config;
    }

    /**
     * Begins to create a topic, unless that is under way already or not possible now.
     *
     * @param name of a topic that is not in the image
     * @return what to answer for the topic meanwhile: INVALID_TOPIC_EXCEPTION where it can never be, else
     *     UNKNOWN_TOPIC_OR_PARTITION, upon which clients ask again
     */
    public ErrorCode create(String name) {
        ErrorCode meanwhile = TopicName.errorWhereAbsent(name);
        if (meanwhile == ErrorCode.INVALID_TOPIC_EXCEPTION) {
            return meanwhile;
        }
        MetadataImage image = watcher.image();
        Defaults defaults = Defaults.of(name, config);
        List<Integer> brokers = List.copyOf(image.brokers().keySet());
        boolean isPossible = !image.topics().containsKey(name)
                && !name.equals(TopicName.CLUSTER_METADATA)
                && TopicName.colliding(name, image.topics().keySet()).isEmpty()
                && defaults.partitionCount() <= NewTopicRules.MAX_PARTITIONS_PER_REQUEST
                && defaults.replicationFactor() <= brokers.size();
        if (isPossible && underWay.add(name)) {
            SortedMap<Integer, List<Integer>> replicas = ReplicaAssigner.random(
                            brokers, host.random("replica-assignment"))
                    .assign(defaults.partitionCount(), defaults.replicationFactor());
            TopicCreation creation = new TopicCreation(name, TopicIds.next(host), replicas, defaults.config());
            tree.write(creation.changes(), written -> watcher.whenCaughtUp(() -> underWay.remove(name)));
        }
        return meanwhile;
    }

    /** How a topic is made that a client only asked about. */
    private record Defaults(int partitionCount, int replicationFactor, SortedMap<String, String> config) {

        static Defaults of(String name, BrokerConfig config) {
            SortedMap<String, String> settings = new TreeMap<>();
            switch (name) {
                case TopicName.CONSUMER_OFFSETS -> {
                    settings.put("cleanup.policy", "compact");
                    settings.put("compression.type", "producer");
                    settings.put("segment.bytes", Integer.toString(config.intValue("offsets.topic.segment.bytes")));
                    return new Defaults(
                            config.intValue("offsets.topic.num.partitions"),
                            config.intValue("offsets.topic.replication.factor"),
                            settings);
                }
                case TopicName.TRANSACTION_STATE -> {
                    settings.put("cleanup.policy", "compact");
                    settings.put("compression.type", "uncompressed");
                    settings.put(
                            "min.insync.replicas", Integer.toString(config.intValue("transaction.state.log.min.isr")));
                    settings.put(
                            "segment.bytes", Integer.toString(config.intValue("transaction.state.log.segment.bytes")));
                    settings.put("unclean.leader.election.enable", "false");
                    return new Defaults(
                            config.intValue("transaction.state.log.num.partitions"),
                            config.intValue("transaction.state.log.replication.factor"),
                            settings);
                }
                default -> {
                    return new Defaults(config.numPartitions(), config.defaultReplicationFactor(), settings);
                }
            }
        }
    }
}

package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.engine.ClusterMetadata;
import io.embeddedcluster.internal.engine.ClusterPlan;
import io.embeddedcluster.internal.engine.ReplicaPosition;
import io.embeddedcluster.internal.engine.StoredRecord;
import io.embeddedcluster.internal.engine.Topics;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.replication.ReplicaStatus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/** What our brokers know, as the seam shows it. Threading: any thread but an event loop. */
final class BrokerTopics implements Topics {

    private final RunningCluster running;
    private final BrokerLogs logs;

    BrokerTopics(RunningCluster running) {
        this.running = running;
        this.logs = new BrokerLogs(running);
    }

    @Override
    public Optional<ClusterMetadata> metadata() {
        return running.image().map(BrokerTopics::metadata);
    }

    private static ClusterMetadata metadata(MetadataImage image) {
        TreeMap<String, ClusterMetadata.Topic> topics = new TreeMap<>();
        image.topics().forEach((name, topic) -> topics.put(name, topic(topic)));
        return new ClusterMetadata(
                image.clusterId(),
                image.hasController() ? OptionalInt.of(image.controllerId()) : OptionalInt.empty(),
                new TreeSet<>(image.brokers().keySet()),
                topics);
    }

    private static ClusterMetadata.Topic topic(TopicImage topic) {
        return new ClusterMetadata.Topic(
                topic.name(),
                topic.partitions().stream().map(BrokerTopics::partition).toList());
    }

    private static ClusterMetadata.Partition partition(PartitionImage partition) {
        return new ClusterMetadata.Partition(
                partition.partition(),
                partition.leader() == PartitionImage.NO_LEADER
                        ? OptionalInt.empty()
                        : OptionalInt.of(partition.leader()),
                partition.leaderEpoch(),
                partition.isr(),
                partition.replicas());
    }

    @Override
    public boolean isRegistered(int broker) {
        return running.broker(broker)
                .ask("tell whether it is registered", program -> program.node().isRegistered())
                .orElse(false);
    }

    @Override
    public boolean isController(int broker) {
        return running.broker(broker)
                .ask(
                        "tell whether it is the controller",
                        program -> program.node().isController())
                .orElse(false);
    }

    @Override
    public boolean leads(int broker, String topic, int partition, int leaderEpoch) {
        return status(broker, new TopicPartition(topic, partition))
                .filter(replica -> replica.isLeader() && replica.leaderEpoch() >= leaderEpoch)
                .isPresent();
    }

    @Override
    public Optional<ReplicaPosition> position(int broker, String topic, int partition) {
        return status(broker, new TopicPartition(topic, partition))
                .map(replica -> new ReplicaPosition(replica.logEndOffset(), replica.highWatermark()));
    }

    private Optional<ReplicaStatus> status(int broker, TopicPartition partition) {
        return running.broker(broker)
                .ask("tell the state of " + partition, program -> program.node().replica(partition))
                .flatMap(answer -> answer);
    }

    @Override
    public Optional<List<StoredRecord>> committedRecords(int broker, String topic, int partition, int leaderEpoch) {
        return logs.committedRecords(broker, new TopicPartition(topic, partition), leaderEpoch);
    }

    @Override
    public void create(ClusterPlan.Topic topic) {
        running.createTopic(topic);
    }
}

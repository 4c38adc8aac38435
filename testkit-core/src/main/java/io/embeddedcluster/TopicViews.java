package io.embeddedcluster;

import io.embeddedcluster.internal.engine.ClusterMetadata;
import io.embeddedcluster.internal.engine.Engine;
import io.embeddedcluster.internal.engine.ReplicaPosition;
import io.embeddedcluster.internal.engine.StoredRecord;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the engine knows of topics, put into the words of the public types. Threading: any thread but an event loop. */
final class TopicViews {

    private final Engine engine;
    private final List<Broker> brokers;

    TopicViews(Engine engine, List<Broker> brokers) {
        this.engine = engine;
        this.brokers = brokers;
    }

    TopicView view(ClusterMetadata.Topic topic) {
        return new TopicView(
                topic.name(),
                topic.partitions().stream()
                        .map(partition -> view(topic.name(), partition))
                        .toList());
    }

    private PartitionView view(String topic, ClusterMetadata.Partition partition) {
        return new PartitionView(
                partition.number(),
                partition.leader(),
                partition.leaderEpoch(),
                partition.isr(),
                partition.replicas().stream()
                        .map(broker -> replica(broker, topic, partition.number()))
                        .toList());
    }

    private ReplicaView replica(int broker, String topic, int partition) {
        Optional<ReplicaPosition> position = engine.topics().position(broker, topic, partition);
        return new ReplicaView(
                broker,
                brokers.get(broker - 1).isRunning(),
                position.map(ReplicaPosition::logEndOffset).orElse(-1L),
                position.map(ReplicaPosition::highWatermark).orElse(-1L));
    }

    /**
     * Returns the committed records of a partition, empty if that broker does not lead it in that leader epoch or a later one,
     * or does not know all of them yet.
     */
    Optional<List<CommittedRecord>> committedRecords(int broker, String topic, int partition, int leaderEpoch) {
        return engine.topics()
                .committedRecords(broker, topic, partition, leaderEpoch)
                .map(stored -> stored.stream()
                        .map(record -> committed(topic, partition, record))
                        .toList());
    }

    private static CommittedRecord committed(String topic, int partition, StoredRecord record) {
        return new CommittedRecord(
                topic,
                partition,
                record.offset(),
                record.timestampMillis(),
                bytes(record.key()),
                bytes(record.value()));
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}

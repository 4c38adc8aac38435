package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.kafka.log.PartitionLog;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.replica.Replica;
import java.util.SortedMap;

/** A replica on this broker: its log, the rules that it obeys, and what the metadata last said of its partition. */
final class HostedReplica {

    private final TopicPartition topicPartition;
    private final Uuid topicId;
    private final PartitionLog log;
    private final Replica replica;
    private PartitionImage partition;
    private SortedMap<String, String> overrides;

    HostedReplica(
            TopicPartition topicPartition,
            Uuid topicId,
            PartitionLog log,
            Replica replica,
            PartitionImage partition,
            SortedMap<String, String> overrides) {
        this.topicPartition = topicPartition;
        this.topicId = topicId;
        this.log = log;
        this.replica = replica;
        this.partition = partition;
        this.overrides = overrides;
    }

    TopicPartition topicPartition() {
        return topicPartition;
    }

    Uuid topicId() {
        return topicId;
    }

    PartitionLog log() {
        return log;
    }

    Replica replica() {
        return replica;
    }

    /** {@return the partition as this broker knows it, its own accepted changes of the ISR included} */
    PartitionImage partition() {
        return partition;
    }

    /** Takes over a state unless a newer one is known. */
    void partition(PartitionImage value) {
        if (value.zkVersion() >= partition.zkVersion() || value.leaderEpoch() > partition.leaderEpoch()) {
            partition = value;
        }
    }

    /** {@return what is set for the topic, as last applied} */
    SortedMap<String, String> overrides() {
        return overrides;
    }

    void overrides(SortedMap<String, String> value) {
        overrides = value;
    }

    /** {@return whether a request that names the topic by this id, zero for by name, means this replica} */
    boolean isMeantBy(Uuid requestedId) {
        return requestedId.equals(Uuid.ZERO) || topicId.equals(Uuid.ZERO) || requestedId.equals(topicId);
    }
}

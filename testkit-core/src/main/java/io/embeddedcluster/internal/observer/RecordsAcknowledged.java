package io.embeddedcluster.internal.observer;

import io.embeddedcluster.internal.host.NodeName;

/**
 * A batch is acknowledged: the response that says so is about to be sent. There is no such event for acks=0.
 *
 * @param topic the name of the topic
 * @param partition the number of the partition
 * @param topicId the id of the topic as Kafka writes it; that of all zeros where the broker knows the topic no longer
 * @param leaderEpoch the epoch in which the leader took it, or found that it has it already
 * @param baseOffset the offset of its first record
 * @param lastOffset the offset of its last record; inclusive
 * @param producerId the idempotent producer, or -1
 * @param producerEpoch that producer's epoch, or -1
 * @param baseSequence the sequence of the first record, or -1
 * @param acks what the producer asked for: 1, or -1 for all in-sync replicas
 */
public record RecordsAcknowledged(
        String topic,
        int partition,
        String topicId,
        int leaderEpoch,
        long baseOffset,
        long lastOffset,
        long producerId,
        short producerEpoch,
        int baseSequence,
        short acks)
        implements ClusterEvent {

    @Override
    public void tell(ClusterObserver observer, NodeName node) {
        observer.recordsAcknowledged(node, this);
    }
}

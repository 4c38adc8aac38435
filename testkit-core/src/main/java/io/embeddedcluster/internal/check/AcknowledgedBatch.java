package io.embeddedcluster.internal.check;

import io.embeddedcluster.internal.host.NodeName;

/**
 * A record batch whose producer was told that it is safe: acknowledged with acks=all.
 *
 * @param topic the topic
 * @param partition the partition's number
 * @param leader the broker that acknowledged
 * @param leaderEpoch the leader epoch in which it took the batch, or found that it has it already
 * @param baseOffset offset of the first record
 * @param lastOffset offset of the last record
 * @param producer the idempotence triple, with producer id -1 where the producer was not idempotent
 */
public record AcknowledgedBatch(
        String topic,
        int partition,
        NodeName leader,
        int leaderEpoch,
        long baseOffset,
        long lastOffset,
        ProducerSequence producer) {

    @Override
    public String toString() {
        return topic + "-" + partition + " offsets " + baseOffset + " to " + lastOffset + " (" + producer
                + "), acknowledged by " + leader + " in leader epoch " + leaderEpoch;
    }
}

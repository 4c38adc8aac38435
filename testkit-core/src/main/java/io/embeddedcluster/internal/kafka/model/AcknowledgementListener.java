package io.embeddedcluster.internal.kafka.model;

/** Is told what a broker promises to producers, and what ends promises, so that somebody can check that it was kept. */
@FunctionalInterface
public interface AcknowledgementListener {

    /** Listens to nothing. */
    AcknowledgementListener NONE = acknowledgement -> {};

    /** A batch is acknowledged: the response that says so is about to be sent. Not called for acks=0. */
    void acknowledged(Acknowledgement acknowledgement);

    /** Somebody has asked for the deletion of that topic: what was promised for it goes with it. */
    default void deletionAsked(Uuid topicId) {}

    /**
     * One acknowledged batch.
     *
     * @param topicPartition where it lies
     * @param topicId the topic's id
     * @param leaderEpoch the epoch of the leader that acknowledges it
     * @param baseOffset the offset of its first record
     * @param lastOffset the offset of its last record; inclusive
     * @param producerId the idempotent producer, or -1
     * @param producerEpoch that producer's epoch, or -1
     * @param baseSequence the sequence of the first record, or -1
     * @param acks what the producer asked for: 1, or -1 for all in-sync replicas
     */
    record Acknowledgement(
            TopicPartition topicPartition,
            Uuid topicId,
            int leaderEpoch,
            long baseOffset,
            long lastOffset,
            long producerId,
            short producerEpoch,
            int baseSequence,
            short acks) {}
}

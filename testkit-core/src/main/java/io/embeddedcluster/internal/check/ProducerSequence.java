package io.embeddedcluster.internal.check;

/**
 * The idempotence triple of a record batch.
 *
 * @param producerId who sent it, or -1 where the producer was not idempotent
 * @param producerEpoch the producer's epoch
 * @param baseSequence the sequence number of the first record
 */
public record ProducerSequence(long producerId, short producerEpoch, int baseSequence) {

    /** {@return whether the producer was idempotent} */
    public boolean isIdempotent() {
        return producerId >= 0;
    }

    @Override
    public String toString() {
        return isIdempotent()
                ? "producer " + producerId + " epoch " + producerEpoch + " sequence " + baseSequence
                : "no producer id";
    }
}

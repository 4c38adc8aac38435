package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.kafka.log.AppendResult.Appended;
import io.embeddedcluster.internal.kafka.log.AppendResult.Rejected;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What a partition remembers of each idempotent producer: its epoch and its last five batches.
 *
 * <p>A batch that is among the five is a duplicate and gets its first offset again. A batch that does not follow the last
 * one is refused; but a producer that nothing is known of may begin at any sequence, since what was known may have expired.
 *
 * <p>Not modelled: transactions.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-98+-+Exactly+Once+Delivery+and+Transactional+Messaging KIP-98: Exactly Once Delivery and Transactional Messaging
 */
public final class ProducerStates {

    /** How many batches a producer may have in flight, and how many are remembered. */
    public static final int REMEMBERED_BATCHES = 5;

    private final BrokerRules rules;
    private final Map<Long, Producer> producers = new TreeMap<>();

    /** One remembered batch. */
    private record RememberedBatch(
            int firstSequence, int lastSequence, long firstOffset, long lastOffset, long timestamp) {}

    /** One producer. */
    private static final class Producer {

        private short epoch = RecordBatch.NO_PRODUCER_EPOCH;
        private long lastTimestamp = RecordBatch.NO_TIMESTAMP;
        private final ArrayDeque<RememberedBatch> batches = new ArrayDeque<>(REMEMBERED_BATCHES);
    }

    ProducerStates(BrokerRules rules) {
        this.rules = rules;
    }

    /** {@return how many producers are remembered} */
    public int producerCount() {
        return producers.size();
    }

    /** {@return the producer's last sequence; empty where nothing is known of it} */
    public OptionalInt lastSequence(long producerId) {
        Producer producer = producers.get(producerId);
        return producer == null || producer.batches.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(producer.batches.getLast().lastSequence());
    }

    /**
     * Judges a batch that a client sends. Batches without producer id are always in order.
     *
     * @return empty where it may be appended, else what the client is told
     */
    Optional<AppendResult> check(RecordBatch batch) {
        if (!batch.hasProducerId()) {
            return Optional.empty();
        }
        Producer producer = producers.get(batch.producerId());
        short epoch = producer == null ? RecordBatch.NO_PRODUCER_EPOCH : producer.epoch;
        if (producer != null && batch.producerEpoch() == epoch) {
            for (RememberedBatch known : producer.batches) {
                boolean isRemembered =
                        known.firstSequence() == batch.baseSequence() && known.lastSequence() == batch.lastSequence();
                if (rules.isDuplicate(isRemembered)) {
                    return Optional.of(new Appended(known.firstOffset(), known.lastOffset(), known.timestamp(), true));
                }
            }
        }
        if (batch.producerEpoch() < epoch) {
            return reject(
                    ErrorCode.INVALID_PRODUCER_EPOCH,
                    batch,
                    "producer epoch is " + batch.producerEpoch() + " (last seen: " + epoch + ")");
        }
        if (producer == null || epoch == RecordBatch.NO_PRODUCER_EPOCH) {
            return Optional.empty();
        }
        boolean follows =
                batch.producerEpoch() == epoch ? follows(producer, batch.baseSequence()) : batch.baseSequence() == 0;
        return rules.isInSequence(follows)
                ? Optional.empty()
                : reject(
                        ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
                        batch,
                        "sequence is " + batch.baseSequence() + " (last seen: "
                                + lastSequence(batch.producerId()).orElse(RecordBatch.NO_SEQUENCE) + " in epoch "
                                + epoch + ")");
    }

    /** Remembers a batch that is in the log; what is in the log is not judged. */
    void update(RecordBatch batch) {
        if (!batch.hasProducerId()) {
            return;
        }
        Producer producer = producers.computeIfAbsent(batch.producerId(), id -> new Producer());
        if (producer.epoch != batch.producerEpoch()) {
            producer.epoch = batch.producerEpoch();
            producer.batches.clear();
        }
        producer.lastTimestamp = batch.maxTimestamp();
        if (batch.isControl()) {
            return;
        }
        if (producer.batches.size() == REMEMBERED_BATCHES) {
            producer.batches.removeFirst();
        }
        producer.batches.addLast(new RememberedBatch(
                batch.baseSequence(),
                batch.lastSequence(),
                batch.baseOffset(),
                batch.lastOffset(),
                batch.maxTimestamp()));
    }

    /** Forgets the producers whose last batch is that old. */
    void expire(long nowMillis, long expirationMillis) {
        producers.values().removeIf(producer -> nowMillis - producer.lastTimestamp >= expirationMillis);
    }

    void clear() {
        producers.clear();
    }

    private static boolean follows(Producer producer, int sequence) {
        int last = producer.batches.isEmpty()
                ? RecordBatch.NO_SEQUENCE
                : producer.batches.getLast().lastSequence();
        return sequence == last + 1L || (sequence == 0 && last == Integer.MAX_VALUE);
    }

    private static Optional<AppendResult> reject(ErrorCode error, RecordBatch batch, String reason) {
        return Optional.of(Rejected.of(error, "producer " + batch.producerId() + ": " + reason));
    }
}

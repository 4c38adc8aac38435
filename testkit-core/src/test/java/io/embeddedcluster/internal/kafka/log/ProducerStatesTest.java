package io.embeddedcluster.internal.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.log.AppendResult.Appended;
import io.embeddedcluster.internal.kafka.log.AppendResult.Rejected;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProducerStatesTest {

    private static final long PRODUCER = 7;

    private final ProducerStates states = new ProducerStates(new BrokerRules());
    private long nextOffset = 100;

    @Test
    void aBatchInSequenceIsTaken() {
        append(0, 0, 3);

        assertThat(check(0, 3, 1)).isEmpty();
    }

    @Test
    void aBatchWithoutProducerIsTaken() {
        append(0, 0, 3);

        assertThat(states.check(new RecordBatchBuilder().add(1, "k", "v").build()))
                .isEmpty();
    }

    @Test
    void theLastFiveBatchesAreDuplicatesWithTheirFirstOffset() {
        for (int i = 0; i < 7; i++) {
            append(0, 2 * i, 2);
        }

        for (int i = 2; i < 7; i++) {
            assertThat(check(0, 2 * i, 2)).contains(new Appended(100 + 2 * i, 101 + 2 * i, 1000, true));
        }
        assertRejected(check(0, 2, 2), ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void aPartOfAKnownBatchIsNoDuplicate() {
        append(0, 0, 3);

        assertRejected(check(0, 0, 2), ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertRejected(check(0, 1, 2), ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void aGapIsRefused() {
        append(0, 0, 3);

        assertRejected(check(0, 4, 1), ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void anOlderProducerEpochIsRefused() {
        append(1, 0, 3);

        assertRejected(check(0, 3, 1), ErrorCode.INVALID_PRODUCER_EPOCH);
    }

    @Test
    void anEpochBelowNoneIsRefusedThoughNothingIsKnownOfTheProducer() {
        assertRejected(check(-2, 0, 1), ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(check(-1, 5, 1)).isEmpty();
    }

    @Test
    void aBatchOfAnOlderEpochIsNoDuplicate() {
        append(0, 0, 3);
        append(1, 0, 3);

        assertRejected(check(0, 0, 3), ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(check(1, 0, 3)).containsInstanceOf(Appended.class);
    }

    @Test
    void aNewProducerEpochBeginsAtSequenceZero() {
        append(0, 0, 3);

        assertRejected(check(1, 3, 1), ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(check(1, 0, 1)).isEmpty();
    }

    @Test
    void anUnknownProducerMayBeginAnywhere() {
        // Kafka: what was known of it may have expired, or its records may have been deleted.
        assertThat(check(3, 42, 1)).isEmpty();
    }

    @Test
    void sequencesWrapAround() {
        append(0, Integer.MAX_VALUE - 1, 2);

        assertRejected(check(0, 1, 1), ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(check(0, 0, 1)).isEmpty();
        append(0, 0, 1);
        assertThat(check(0, 1, 1)).isEmpty();
        assertThat(check(0, Integer.MAX_VALUE - 1, 2)).containsInstanceOf(Appended.class);
    }

    @Test
    void aBatchMayItselfWrapAround() {
        append(0, Integer.MAX_VALUE - 1, 4);

        assertThat(states.lastSequence(PRODUCER)).hasValue(1);
        assertThat(check(0, 2, 1)).isEmpty();
        assertThat(check(0, Integer.MAX_VALUE - 1, 4)).containsInstanceOf(Appended.class);
    }

    @Test
    void aProducerIsForgottenAfterItsTime() {
        append(0, 0, 3);

        states.expire(1999, 1000);
        assertThat(states.producerCount()).isOne();

        states.expire(2000, 1000);
        assertThat(states.producerCount()).isZero();
        assertThat(check(0, 17, 1)).isEmpty();
    }

    @Test
    void aMarkerOfANewEpochLetsTheProducerBeginAnew() {
        append(0, 0, 3);
        states.update(new RecordBatchBuilder()
                .control()
                .producer(PRODUCER, (short) 1, -1)
                .add(1000, "k", "v")
                .build());

        assertRejected(check(0, 3, 1), ErrorCode.INVALID_PRODUCER_EPOCH);
        assertRejected(check(1, 3, 1), ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(check(1, 0, 1)).isEmpty();
    }

    private void append(int epoch, int sequence, int count) {
        RecordBatch batch = batch(epoch, sequence, count).placedAt(nextOffset, 0);
        assertThat(states.check(batch)).isEmpty();
        states.update(batch);
        nextOffset += count;
    }

    private Optional<AppendResult> check(int epoch, int sequence, int count) {
        return states.check(batch(epoch, sequence, count));
    }

    private static RecordBatch batch(int epoch, int sequence, int count) {
        RecordBatchBuilder builder = new RecordBatchBuilder().producer(PRODUCER, (short) epoch, sequence);
        for (int i = 0; i < count; i++) {
            builder.add(1000, "k", "v");
        }
        return builder.build();
    }

    private static void assertRejected(Optional<AppendResult> result, ErrorCode error) {
        assertThat(result)
                .containsInstanceOf(Rejected.class)
                .get()
                .extracting(rejected -> ((Rejected) rejected).error())
                .isEqualTo(error);
    }
}

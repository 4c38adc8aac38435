package io.embeddedcluster.internal.kafka.log;

import static io.embeddedcluster.internal.kafka.log.LogFixture.NOW;
import static io.embeddedcluster.internal.kafka.log.LogFixture.appendProduced;
import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.log.AppendResult.Appended;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The log against a model that is a plain list of batches.
 *
 * <p>Random appends, truncations, new epochs, crashes and orderly restarts; after each of them log and model agree on
 * records, epochs and producers, and any offset reads the batch that holds it. jqwik prints the seed and the shortest
 * sequence that fails.
 */
class PartitionLogModelTest {

    /** One batch of the model. */
    private record ModelBatch(long baseOffset, int count, int leaderEpoch, int sequence) {

        long endOffset() {
            return baseOffset + count;
        }
    }

    /** One step: what to do, and with how much. */
    record Step(String action, int amount) {}

    private final List<ModelBatch> model = new ArrayList<>();
    private int leaderEpoch;

    @Property(tries = 300)
    void logIsAListOfBatches(@ForAll("steps") List<Step> steps) {
        model.clear();
        leaderEpoch = 0;
        LogFixture fixture = new LogFixture();
        fixture.config = LogConfig.DEFAULTS.withSegmentBytes(400);
        PartitionLog log = fixture.open();
        for (Step step : steps) {
            log = take(step, fixture, log);
            verify(log);
        }
    }

    private PartitionLog take(Step step, LogFixture fixture, PartitionLog log) {
        switch (step.action()) {
            case "append" -> append(log, 1 + step.amount() % 5);
            case "truncate" -> {
                long offset = step.amount() % (log.endOffset() + 2);
                log.truncateTo(offset);
                model.removeIf(batch -> batch.endOffset() > offset);
            }
            case "epoch" -> {
                leaderEpoch += 1 + step.amount() % 3;
                log.beginLeaderEpoch(leaderEpoch);
            }
            case "crash" -> {
                fixture.memory.crash();
                return fixture.open();
            }
            case "restart" -> {
                fixture.close(log);
                return fixture.open();
            }
            default -> throw new AssertionError(step);
        }
        return log;
    }

    private void append(PartitionLog log, int count) {
        int sequence = model.isEmpty() ? 0 : last().sequence() + last().count();
        RecordBatchBuilder builder = new RecordBatchBuilder().producer(1, (short) 0, sequence);
        for (int i = 0; i < count; i++) {
            builder.add(NOW + sequence + i, "k", "v" + (sequence + i));
        }
        AppendResult result = appendProduced(log, builder.build().bytes(), leaderEpoch);
        assertThat(result).isEqualTo(new Appended(modelEnd(), modelEnd() + count - 1, -1, false));
        model.add(new ModelBatch(modelEnd(), count, leaderEpoch, sequence));
    }

    private void verify(PartitionLog log) {
        assertThat(log.endOffset()).isEqualTo(modelEnd());
        TreeMap<Integer, Long> epochs = new TreeMap<>();
        model.forEach(batch -> epochs.putIfAbsent(batch.leaderEpoch(), batch.baseOffset()));
        assertThat(log.epochs().entries().stream()
                        .filter(entry -> entry.startOffset() < log.endOffset())
                        .toList())
                .isEqualTo(epochs.entrySet().stream()
                        .map(entry -> new EpochStart(entry.getKey(), entry.getValue()))
                        .toList());
        if (!model.isEmpty()) {
            assertThat(log.producers().lastSequence(1)).hasValue(last().sequence() + last().count() - 1);
        }
        for (ModelBatch batch : model) {
            for (long offset = batch.baseOffset(); offset < batch.endOffset(); offset++) {
                RecordBatch read = RecordBatch.split(
                                log.read(offset, 1, log.endOffset(), true).bytes())
                        .get(0);
                assertThat(read.baseOffset()).isEqualTo(batch.baseOffset());
                assertThat(read.lastOffset()).isEqualTo(batch.endOffset() - 1);
                assertThat(read.baseSequence()).isEqualTo(batch.sequence());
                assertThat(read.leaderEpoch()).isEqualTo(batch.leaderEpoch());
                assertThat(read.isIntact()).isTrue();
            }
        }
    }

    private long modelEnd() {
        return model.isEmpty() ? 0 : last().endOffset();
    }

    private ModelBatch last() {
        return model.get(model.size() - 1);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> action =
                Arbitraries.of("append", "append", "append", "append", "truncate", "epoch", "crash", "restart");
        return Combinators.combine(action, Arbitraries.integers().between(0, 1000))
                .as(Step::new)
                .list()
                .ofMaxSize(30);
    }
}

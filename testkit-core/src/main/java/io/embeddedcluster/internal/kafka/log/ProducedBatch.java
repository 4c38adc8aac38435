package io.embeddedcluster.internal.kafka.log;

import java.util.function.Consumer;

/**
 * The one record batch that a producer sends to a partition, as it was sent: of format 2. Whether its header is whole, and
 * its checksum, its records and its sequence are right, is for the partition's leader to judge, by {@link BatchValidator} and
 * {@link ProducerStates}.
 *
 * @param sent the batch, without the offsets and the leader epoch that the leader will give it
 */
public record ProducedBatch(RecordBatch sent) implements ProducedRecords {

    @Override
    public void tell(Consumer<ProducedBatch> ifBatch, Consumer<Malformed> ifMalformed) {
        ifBatch.accept(this);
    }
}

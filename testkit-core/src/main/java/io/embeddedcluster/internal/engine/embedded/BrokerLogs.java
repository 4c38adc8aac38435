package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.check.LoggedBatch;
import io.embeddedcluster.internal.check.ProducerSequence;
import io.embeddedcluster.internal.check.ReplicaLog;
import io.embeddedcluster.internal.engine.StoredRecord;
import io.embeddedcluster.internal.kafka.log.LogRecord;
import io.embeddedcluster.internal.kafka.log.RecordBatch;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.replication.ReplicaStatus;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.CRC32C;

/** Reads the logs of replicas, for users and for checks. Threading: any thread but an event loop. */
final class BrokerLogs {

    private final RunningCluster running;

    BrokerLogs(RunningCluster running) {
        this.running = running;
    }

    /**
     * Returns the committed records of a partition, empty where that broker does not lead it in that leader epoch or a later
     * one, or does not know all of them yet.
     */
    Optional<List<StoredRecord>> committedRecords(int broker, TopicPartition partition, int leaderEpoch) {
        return batches(
                        broker,
                        partition,
                        replica -> Optional.of(replica.highWatermark())
                                .filter(committed -> replica.isSettledLeader(leaderEpoch)))
                .map(committed -> {
                    List<StoredRecord> records = new ArrayList<>();
                    for (RecordBatch batch : committed.batches()) {
                        if (batch.lastOffset() < committed.end() && !batch.isControl()) {
                            batch.records().forEach(record -> records.add(stored(record)));
                        }
                    }
                    return records;
                });
    }

    private static StoredRecord stored(LogRecord record) {
        return new StoredRecord(record.offset(), record.timestamp(), record.key(), record.value());
    }

    /**
     * Returns the log of a replica that leads or is about to, as far as clients may have been promised what is there; empty
     * where that broker does not answer or has no such log.
     */
    Optional<ReplicaLog> leaderLog(int broker, TopicPartition partition) {
        return log(broker, partition, replica -> Optional.of(replica.promisedEnd()));
    }

    /** {@return what is committed in the log of a replica, empty where that broker does not answer or has no such log} */
    Optional<ReplicaLog> followerLog(int broker, TopicPartition partition) {
        return log(broker, partition, replica -> Optional.of(replica.highWatermark()));
    }

    private Optional<ReplicaLog> log(
            int broker, TopicPartition partition, Function<ReplicaStatus, Optional<Long>> end) {
        return batches(broker, partition, end)
                .map(log -> new ReplicaLog(
                        broker,
                        log.end(),
                        log.batches().stream().map(BrokerLogs::logged).toList()));
    }

    // Batches are never modified once they are in a log, so that only finding them needs the event loop.
    private Optional<LogPart> batches(
            int broker, TopicPartition partition, Function<ReplicaStatus, Optional<Long>> end) {
        return running.broker(broker)
                .ask(
                        "read its log of " + partition,
                        program -> program.node()
                                .replica(partition)
                                .flatMap(end)
                                .map(offset ->
                                        new LogPart(offset, program.node().batches(partition, 0, offset))))
                .flatMap(answer -> answer);
    }

    private static LoggedBatch logged(RecordBatch batch) {
        CRC32C all = new CRC32C();
        all.update(batch.bytes().duplicate());
        // The batch's own checksum leaves out base offset and leader epoch, which the other one covers.
        long digest = all.getValue() << Integer.SIZE | Integer.toUnsignedLong(batch.crc());
        return new LoggedBatch(
                batch.baseOffset(),
                batch.lastOffset(),
                batch.leaderEpoch(),
                new ProducerSequence(batch.producerId(), batch.producerEpoch(), batch.baseSequence()),
                digest);
    }

    /** What lies in a log before an offset. */
    private record LogPart(long end, List<ByteBuffer> pieces) {

        List<RecordBatch> batches() {
            return pieces.stream()
                    .flatMap(piece -> RecordBatch.split(piece).stream())
                    .toList();
        }
    }
}

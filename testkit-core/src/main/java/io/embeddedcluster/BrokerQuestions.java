package io.embeddedcluster;

import io.embeddedcluster.internal.check.LoggedBatch;
import io.embeddedcluster.internal.check.ProducerSequence;
import io.embeddedcluster.internal.check.ReplicaLog;
import io.embeddedcluster.internal.engine.RunningCluster;
import io.embeddedcluster.internal.kafka.log.LogRecord;
import io.embeddedcluster.internal.kafka.log.RecordBatch;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What a test may ask the brokers, put into the words of the public types. Threading: any thread but an event loop. */
final class BrokerQuestions {

    private final RunningCluster running;

    BrokerQuestions(RunningCluster running) {
        this.running = running;
    }

    Optional<TopicView> topic(String name) {
        return running.image().flatMap(image -> image.topic(name)).map(this::view);
    }

    private TopicView view(TopicImage topic) {
        List<PartitionView> partitions = new ArrayList<>();
        for (PartitionImage partition : topic.partitions()) {
            TopicPartition topicPartition = new TopicPartition(topic.name(), partition.partition());
            partitions.add(new PartitionView(
                    partition.partition(),
                    partition.leader() == PartitionImage.NO_LEADER
                            ? OptionalInt.empty()
                            : OptionalInt.of(partition.leader()),
                    partition.leaderEpoch(),
                    partition.isr(),
                    partition.replicas().stream()
                            .map(broker -> replica(broker, topicPartition))
                            .toList()));
        }
        return new TopicView(topic.name(), partitions);
    }

    private ReplicaView replica(int broker, TopicPartition partition) {
        Optional<io.embeddedcluster.internal.kafka.replication.ReplicaStatus> status = running.broker(broker)
                .ask("tell the state of " + partition, program -> program.node().replica(partition))
                .flatMap(answer -> answer);
        return new ReplicaView(
                broker,
                running.broker(broker).isRunning(),
                status.map(io.embeddedcluster.internal.kafka.replication.ReplicaStatus::logEndOffset)
                        .orElse(-1L),
                status.map(io.embeddedcluster.internal.kafka.replication.ReplicaStatus::highWatermark)
                        .orElse(-1L));
    }

    /**
     * Returns the committed records of a partition, empty where that broker does not lead it in that leader epoch or a later
     * one, or does not know all of them yet.
     */
    Optional<List<CommittedRecord>> committedRecords(int broker, TopicPartition partition, int leaderEpoch) {
        return batches(
                        broker,
                        partition,
                        replica -> Optional.of(replica.highWatermark())
                                .filter(committed -> replica.isSettledLeader(leaderEpoch)))
                .map(committed -> {
                    List<CommittedRecord> records = new ArrayList<>();
                    for (RecordBatch batch : committed.batches()) {
                        if (batch.lastOffset() < committed.end() && !batch.isControl()) {
                            batch.records().forEach(record -> records.add(committed(partition, record)));
                        }
                    }
                    return records;
                });
    }

    private static CommittedRecord committed(TopicPartition partition, LogRecord record) {
        return new CommittedRecord(
                partition.topic(),
                partition.partition(),
                record.offset(),
                record.timestamp(),
                bytes(record.key()),
                bytes(record.value()));
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
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
            int broker,
            TopicPartition partition,
            Function<io.embeddedcluster.internal.kafka.replication.ReplicaStatus, Optional<Long>> end) {
        return batches(broker, partition, end)
                .map(log -> new ReplicaLog(
                        broker,
                        log.end(),
                        log.batches().stream().map(BrokerQuestions::logged).toList()));
    }

    // Batches are never modified once they are in a log, so that only finding them needs the event loop.
    private Optional<LogPart> batches(
            int broker,
            TopicPartition partition,
            Function<io.embeddedcluster.internal.kafka.replication.ReplicaStatus, Optional<Long>> end) {
        return running.broker(broker)
                .ask(
                        "read its log of " + partition,
                        program -> program.node()
                                .replica(partition)
                                .flatMap(end)
                                .map(offset ->
                                        new LogPart(offset, program.node().batches(partition, offset))))
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

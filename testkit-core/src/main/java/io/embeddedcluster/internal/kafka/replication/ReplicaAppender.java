package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.host.DiskException;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.journal.NodeJournal;
import io.embeddedcluster.internal.kafka.log.AppendResult;
import io.embeddedcluster.internal.kafka.log.ProducedBatch;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.replica.LeaderReplica;
import java.util.List;
import java.util.function.Consumer;

/** Appends what producers send to the partitions that this broker leads, and waits until it is replicated. */
public final class ReplicaAppender {

    /** Acknowledge when every in-sync replica has the records. */
    public static final short ACKS_ALL = -1;

    private final Host host;
    private final HostedReplicas replicas;
    private final EffectRunner effects;
    private final PendingReplication pending;
    private final DelayedOperations delayed;

    ReplicaAppender(
            Host host,
            HostedReplicas replicas,
            EffectRunner effects,
            PendingReplication pending,
            DelayedOperations delayed) {
        this.host = host;
        this.replicas = replicas;
        this.effects = effects;
        this.pending = pending;
        this.delayed = delayed;
    }

    /**
     * Appends the batch of one partition.
     *
     * @param acks 0, 1 or {@link #ACKS_ALL}
     */
    public ProduceResult append(TopicPartition topicPartition, ProducedBatch batch, short acks) {
        HostedReplicas.Lookup lookup = replicas.lookup(topicPartition);
        HostedReplica hosted = lookup.replicaOrNull();
        if (hosted == null) {
            return ProduceResult.Refused.of(lookup.error());
        }
        LeaderReplica leader = hosted.replica().leader().orElse(null);
        if (leader == null) {
            return ProduceResult.Refused.of(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        }
        ErrorCode error = leader.checkAppend(acks);
        if (error != ErrorCode.NONE) {
            return new ProduceResult.Refused(error, "", List.of(), startOffsetFor(error, hosted));
        }
        try {
            return append(hosted, leader, batch);
        } catch (DiskException e) {
            host.journal().record("append-failed", "topicPartition=" + topicPartition + " " + e.getMessage());
            return ProduceResult.Refused.of(ErrorCode.KAFKA_STORAGE_ERROR);
        }
    }

    private ProduceResult append(HostedReplica hosted, LeaderReplica leader, ProducedBatch batch) {
        AppendResult result = hosted.log()
                .appendAsLeader(batch, leader.leaderEpoch(), host.clock().wallMillis());
        return result.fold(appended -> appended(hosted, leader, appended), rejected -> refused(hosted, rejected));
    }

    private ProduceResult refused(HostedReplica hosted, AppendResult.Rejected rejected) {
        journal(host.journal(), hosted.topicPartition(), rejected);
        return new ProduceResult.Refused(
                rejected.error(),
                // As in Kafka, only the blame of single records is put in words.
                rejected.recordErrors().isEmpty() ? "" : rejected.message(),
                rejected.recordErrors(),
                startOffsetFor(rejected.error(), hosted));
    }

    /** Writes down why a batch is refused, which a producer is told by the error alone. */
    public static void journal(NodeJournal journal, TopicPartition topicPartition, AppendResult.Rejected rejected) {
        journal.record(
                "batch-refused",
                "topicPartition=" + topicPartition + " error=" + rejected.error() + " " + rejected.message());
    }

    /** With errors that Kafka expects of an append it does not tell where the log starts. */
    private static long startOffsetFor(ErrorCode error, HostedReplica hosted) {
        return switch (error) {
            case NOT_LEADER_OR_FOLLOWER,
                    UNKNOWN_TOPIC_OR_PARTITION,
                    MESSAGE_TOO_LARGE,
                    RECORD_LIST_TOO_LARGE,
                    CORRUPT_MESSAGE,
                    KAFKA_STORAGE_ERROR -> -1;
            default -> hosted.log().startOffset();
        };
    }

    private ProduceResult appended(HostedReplica hosted, LeaderReplica leader, AppendResult.Appended appended) {
        if (!appended.isDuplicate()) {
            delayed.wake(hosted.topicPartition());
            effects.run(hosted, leader.onAppended(host.clock().millis()));
        }
        return new ProduceResult.Appended(
                appended, leader.leaderEpoch(), hosted.log().startOffset());
    }

    /**
     * Waits until an appended batch is replicated.
     *
     * @param callback told once, at once or later: NONE, NOT_ENOUGH_REPLICAS_AFTER_APPEND or NOT_LEADER_OR_FOLLOWER
     * @return ends the wait; the callback is not told any more
     */
    public Runnable awaitReplication(
            TopicPartition topicPartition, ProduceResult.Appended appended, Consumer<ErrorCode> callback) {
        HostedReplica hosted = replicas.lookup(topicPartition).replicaOrNull();
        LeaderReplica leader = hosted == null ? null : hosted.replica().leader().orElse(null);
        if (hosted == null || leader == null || leader.leaderEpoch() != appended.leaderEpoch()) {
            callback.accept(ErrorCode.NOT_LEADER_OR_FOLLOWER);
            return () -> {};
        }
        long ticket = pending.add(callback);
        effects.run(hosted, leader.awaitReplication(ticket, appended.appended().lastOffset() + 1));
        return () -> {
            pending.forget(ticket);
            leader.abandon(ticket);
        };
    }
}

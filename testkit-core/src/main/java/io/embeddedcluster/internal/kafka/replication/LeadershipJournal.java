package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.journal.NodeJournal;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import java.util.Optional;
import java.util.function.Function;

/** Keeps a journal of which partitions this broker leads, and of what it had when it began to. */
final class LeadershipJournal implements LeadershipListener {

    private final NodeJournal journal;
    private final Function<TopicPartition, Optional<ReplicaStatus>> replicas;

    /** @param replicas what there is to see of a hosted replica */
    LeadershipJournal(NodeJournal journal, Function<TopicPartition, Optional<ReplicaStatus>> replicas) {
        this.journal = journal;
        this.replicas = replicas;
    }

    @Override
    public void leadershipBegan(TopicPartition topicPartition, int leaderEpoch) {
        replicas.apply(topicPartition)
                .ifPresent(replica -> journal.record(
                        "leader-began",
                        "topicPartition=" + topicPartition + " leaderEpoch=" + leaderEpoch + " logEndOffset="
                                + replica.logEndOffset() + " highWatermark=" + replica.highWatermark()));
    }

    @Override
    public void leadershipEnded(TopicPartition topicPartition, int leaderEpoch) {
        journal.record("leader-ended", "topicPartition=" + topicPartition + " leaderEpoch=" + leaderEpoch);
    }
}

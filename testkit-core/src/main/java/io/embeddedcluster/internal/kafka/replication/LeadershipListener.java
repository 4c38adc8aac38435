package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.kafka.model.TopicPartition;

/**
 * Told which partitions a broker leads, as far as the broker knows: a leader that is cut off is told late that it was
 * replaced.
 *
 * <p>The two calls alternate for a partition, and each end names the epoch of the beginning before it. A broker that is
 * elected again, in a later epoch, ends the earlier leadership first: what was built upon it may miss what another leader
 * did in between. A leadership ends when another broker leads or none does, when the replica is no longer hosted, because
 * its topic was deleted or it was assigned elsewhere, and when the broker stops in order. A broker that is killed tells
 * nothing.
 *
 * <p>Threading: the broker's event loop, in the midst of other work. A listener that wants to append or read does so in a
 * task of its own. One that throws is a defect: the journal has it, the other listeners are told, and replication goes on.
 */
public interface LeadershipListener {

    /**
     * This broker leads from now on. The leader epoch has begun in the log, which takes records of it already.
     *
     * @param leaderEpoch the partition's leader epoch
     */
    void leadershipBegan(TopicPartition topicPartition, int leaderEpoch);

    /**
     * This broker no longer leads. Where the replica is no longer hosted its log is about to be deleted.
     *
     * @param leaderEpoch the leader epoch of the leadership that ended
     */
    void leadershipEnded(TopicPartition topicPartition, int leaderEpoch);
}

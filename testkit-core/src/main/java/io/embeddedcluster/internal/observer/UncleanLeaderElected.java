package io.embeddedcluster.internal.observer;

import io.embeddedcluster.internal.host.NodeName;

/**
 * The controller has elected a leader from outside the ISR, which the topic allows: what that leader lacks is lost, also
 * where it was acknowledged. It is told where the answer of the ensemble was lost, too, and the election may have failed.
 *
 * @param topicId the id of the topic as Kafka writes it
 * @param partition the number of the partition
 * @param leaderEpoch the epoch that begins with it
 */
public record UncleanLeaderElected(String topicId, int partition, int leaderEpoch) implements ClusterEvent {

    @Override
    public void tell(ClusterObserver observer, NodeName node) {
        observer.uncleanLeaderElected(node, this);
    }
}

package io.embeddedcluster.internal.observer;

import io.embeddedcluster.internal.host.NodeName;

/**
 * Somebody has asked for the deletion of a topic: what was promised for it goes with it. Each broker tells it, again with
 * each change of the metadata until the topic is gone.
 *
 * @param topicId the id of the topic as Kafka writes it
 */
public record TopicDeletionAsked(String topicId) implements ClusterEvent {

    @Override
    public void tell(ClusterObserver observer, NodeName node) {
        observer.topicDeletionAsked(node, this);
    }
}

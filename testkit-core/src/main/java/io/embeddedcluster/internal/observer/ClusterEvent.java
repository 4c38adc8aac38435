package io.embeddedcluster.internal.observer;

import io.embeddedcluster.internal.host.NodeName;

/** One thing that truly happened at a node. */
public sealed interface ClusterEvent
        permits RecordsAcknowledged,
                TopicDeletionAsked,
                UncleanLeaderElected,
                ZxidAcknowledged,
                TermStarted,
                EntryApplied {

    /**
     * Tells the observer by the method of this kind.
     *
     * @param node where it happened
     */
    void tell(ClusterObserver observer, NodeName node);
}

package io.embeddedcluster.internal.observer;

import io.embeddedcluster.internal.host.NodeName;

/**
 * Is told what truly happens at the nodes of a cluster. There is a method for each kind of {@link ClusterEvent}; an observer
 * has those that it is interested in.
 *
 * <p>What it throws is a defect, which fails the test; the node goes on as if nobody had been told.
 *
 * <p>Threading: the event loop of the node that tells. Who observes several live nodes is called by several threads, and a
 * slow observer slows the node down.
 */
public interface ClusterObserver {

    /** A broker is about to answer a producer that its records are safe. */
    default void recordsAcknowledged(NodeName node, RecordsAcknowledged event) {}

    /** A broker has read that somebody wants a topic deleted. */
    default void topicDeletionAsked(NodeName node, TopicDeletionAsked event) {}

    /** A controller has elected a leader that may lack what was acknowledged. */
    default void uncleanLeaderElected(NodeName node, UncleanLeaderElected event) {}

    /** A quorum node is about to answer a client. */
    default void zxidAcknowledged(NodeName node, ZxidAcknowledged event) {}

    /** A term has begun in the log of a quorum node. */
    default void termStarted(NodeName node, TermStarted event) {}

    /** A quorum node has applied an entry of its log, and answered nobody yet. */
    default void entryApplied(NodeName node, EntryApplied event) {}
}

package io.embeddedcluster.internal.observer;

import io.embeddedcluster.internal.host.NodeName;

/**
 * A term of the ensemble has begun at a server.
 *
 * @param lastZxid the last transaction before it
 * @param term its number
 */
public record TermStarted(long lastZxid, long term) implements ClusterEvent {

    @Override
    public void tell(ClusterObserver observer, NodeName node) {
        observer.termStarted(node, this);
    }
}

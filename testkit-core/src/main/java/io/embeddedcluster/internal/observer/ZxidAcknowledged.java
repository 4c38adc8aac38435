package io.embeddedcluster.internal.observer;

import io.embeddedcluster.internal.host.NodeName;

/**
 * What a client has asked of the ensemble has come out of the log of its server, which is about to answer.
 *
 * @param zxid the last transaction that the answer stands on
 */
public record ZxidAcknowledged(long zxid) implements ClusterEvent {

    @Override
    public void tell(ClusterObserver observer, NodeName node) {
        observer.zxidAcknowledged(node, this);
    }
}

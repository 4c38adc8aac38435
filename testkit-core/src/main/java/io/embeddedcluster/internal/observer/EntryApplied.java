package io.embeddedcluster.internal.observer;

import io.embeddedcluster.internal.host.NodeName;

/**
 * An entry has come out of the log of a server and was applied; its state is as the entry left it.
 *
 * <p>What an entry is, and what it was applied to, is a matter of the kind of server: each has a type of its own, which an
 * observer has to know that looks further than the zxid. Such an event is good for as long as the observer is being told:
 * the state goes on afterwards.
 */
public non-sealed interface EntryApplied extends ClusterEvent {

    /** {@return the last transaction of the state now: the one of this entry, where it takes one} */
    long zxid();

    @Override
    default void tell(ClusterObserver observer, NodeName node) {
        observer.entryApplied(node, this);
    }
}

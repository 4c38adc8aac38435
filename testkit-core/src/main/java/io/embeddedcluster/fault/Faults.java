package io.embeddedcluster.fault;

import io.embeddedcluster.Node;
import java.util.List;
import java.util.Set;

/**
 * Puts faults on a cluster.
 *
 * <p>Threading: any thread but an event loop. A method returns when the fault is in force.
 */
public interface Faults {

    /**
     * Splits the network between two groups of nodes: nothing passes between them, in either direction, until the fault is
     * closed. Clients outside still reach every node. A node in neither group is not concerned.
     *
     * @throws IllegalArgumentException where a group is empty or a node is in both
     */
    Fault split(Set<? extends Node> oneSide, Set<? extends Node> otherSide);

    /** Splits one node from all other nodes of the cluster, brokers and quorum nodes. Clients still reach it. */
    Fault isolate(Node node);

    /** Closes every fault that is in force. */
    void heal();

    /** {@return the faults in force, oldest first} */
    List<Fault> active();
}

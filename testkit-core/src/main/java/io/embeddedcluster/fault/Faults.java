package io.embeddedcluster.fault;

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
     * @throws IllegalArgumentException if a group is empty, a node is in both, or one is not of this cluster
     * @throws UnsupportedOperationException if the cluster's engine cannot cut links
     */
    Fault split(Set<? extends FaultTarget> oneSide, Set<? extends FaultTarget> otherSide);

    /**
     * Splits one node from all other nodes of the cluster, brokers and quorum nodes. Clients still reach it.
     *
     * @throws IllegalArgumentException if the node is not of this cluster
     * @throws UnsupportedOperationException if the cluster's engine cannot cut links
     */
    Fault isolate(FaultTarget node);

    /** Closes every fault that is in force. */
    void heal();

    /** {@return the faults in force, oldest first} */
    List<Fault> active();
}

package io.embeddedcluster.fault;

/** A node of a cluster, as a fault sees it: the handles of brokers and quorum nodes are targets. */
public interface FaultTarget {

    /** {@return the name, as in {@code broker-1} or {@code quorum-2}} */
    String name();
}

package io.embeddedcluster.internal.engine;

import java.util.Set;

/** The links between the nodes of a cluster. Threading: any thread but an event loop. */
public interface Links {

    /** Lets nothing pass between two groups of nodes, given by name, in either direction, until that is ended. */
    Disturbance split(Set<String> oneSide, Set<String> otherSide);
}

package io.embeddedcluster.internal.host;

import io.embeddedcluster.internal.edge.Edge;
import io.embeddedcluster.internal.journal.NodeJournal;
import java.util.random.RandomGenerator;

/**
 * All that one run of a node may touch of the world.
 *
 * <p>A host lives from a node's start to its crash or stop; the disk behind {@link #disk()} outlives it. After the end of
 * a run no task, timer or connection event of that run reaches the node any more.
 *
 * <p>Threading: all methods are called on the node's event loop, and all callbacks come on it.
 */
public interface Host {

    /** {@return the name of the node that runs here} */
    NodeName name();

    /** {@return the clock of this cluster} */
    Clock clock();

    /** {@return timers that fire on this node's event loop} */
    Timers timers();

    /**
     * Returns this node's random stream of that name, created from the cluster's seed at first use. Streams are
     * independent: a draw from one never shifts another.
     */
    RandomGenerator random(String stream);

    /** {@return the disk of this node, which survives the node} */
    Disk disk();

    /** {@return this node's access to other nodes and to clients} */
    Network network();

    /** {@return this node's edge, with the rules that a test has installed there} */
    Edge edge();

    /** {@return where this node writes what happened} */
    NodeJournal journal();

    /** {@return what operators are told about the machine; a simulated one has nothing to tell} */
    default Environment environment() {
        return Environment.UNKNOWN;
    }

    /** Runs the task later on this node's event loop, after what is already queued there. */
    void execute(Runnable task);

    /**
     * Reports a defect of ours (a broken invariant, an unexpected exception): it goes into the journal and fails the test
     * when the cluster is closed. An exception that escapes a callback is reported in the same way.
     */
    void defect(Throwable problem);
}

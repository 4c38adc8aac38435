package io.embeddedcluster.internal.engine;

/** A node as the engine runs it. Threading: the node's event loop. */
public interface NodeProgram {

    /** Begins to serve. */
    void start();

    /** Hands over what this node leads, makes its state durable, and then tells. */
    void shutdown(Runnable done);
}

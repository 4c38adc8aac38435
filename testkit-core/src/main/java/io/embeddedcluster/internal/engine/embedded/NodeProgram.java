package io.embeddedcluster.internal.engine.embedded;

import org.jspecify.annotations.Nullable;

/** A node as the engine runs it. Threading: the node's event loop. */
public interface NodeProgram {

    /** Begins to serve. */
    void start();

    /** {@return why the node cannot be started again with what it leaves on its disk, or null where it can} */
    default @Nullable String refusalToStartAgain() {
        return null;
    }

    /** Hands over what this node leads, makes its state durable, and then tells. */
    void shutdown(Runnable done);
}

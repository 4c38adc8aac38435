package io.embeddedcluster.internal.engine;

/**
 * One node of a cluster, whether it runs or not: what may be done to it.
 *
 * <p>Threading: any thread but an event loop. Calls return when the change is made.
 */
public interface NodeControl {

    /** {@return the node's name, as in {@code broker-1}} */
    String name();

    /** {@return where clients reach the node, as {@code host:port}, also while it is down} */
    String address();

    /** {@return whether the node is up; a paused one is} */
    boolean isRunning();

    /** {@return whether the node is up, but frozen} */
    boolean isPaused();

    /**
     * Starts the node again: same identity, same address, what is left on its disk.
     *
     * @throws IllegalStateException if it runs already, if what it has on its disk forbids, or if its cluster is closed
     */
    void start();

    /**
     * Ends the node as {@code kill -9} does; what was written to disk stays.
     *
     * @throws IllegalStateException if the node is down
     */
    void kill();

    /**
     * Ends the node and loses what was not synced to disk.
     *
     * @throws IllegalStateException if the node is down
     */
    void powerLoss();

    /**
     * Ends the node in order: leadership is handed over first. If that cannot be done in time the node ends all the same.
     *
     * @throws IllegalStateException if the node is down or paused
     */
    void shutdown();

    /**
     * Freezes the node as SIGSTOP does: its sockets stay open, nothing happens, time passes.
     *
     * @throws IllegalStateException if the node is down or paused
     */
    void pause();

    /**
     * Lets a paused node go on.
     *
     * @throws IllegalStateException if it is not paused
     */
    void resume();

    /**
     * Empties the disk of a node that is down.
     *
     * @throws IllegalStateException if it runs
     */
    void wipe();
}

package io.embeddedcluster;

import io.embeddedcluster.internal.engine.NodeSlot;

/**
 * A handle to one node, a broker or a quorum node: what a test does to it.
 *
 * <p>A handle stays valid whatever becomes of the node. Two handles of the same node are equal.
 *
 * <p>Threading: any thread. A call returns when the change is made, not when the rest of the cluster has noticed:
 * {@link Cluster#await()} is for that.
 */
public abstract sealed class Node permits Broker, QuorumNode {

    private final int id;
    private final NodeSlot<?> slot;

    Node(int id, NodeSlot<?> slot) {
        this.id = id;
        this.slot = slot;
    }

    /** {@return the node id, counted from 1 among the nodes of its kind} */
    public int id() {
        return id;
    }

    /** {@return the name, as in {@code broker-1} or {@code quorum-2}} */
    public String name() {
        return slot.name().value();
    }

    /** {@return where clients reach this node, as {@code host:port}; the same for its whole life, running or not} */
    public String address() {
        return slot.address().getHostString() + ":" + slot.address().getPort();
    }

    /** {@return whether the node is up; a paused node is} */
    public boolean isRunning() {
        return slot.isRunning();
    }

    /** {@return whether the node is up, but frozen by {@link #pause}} */
    public boolean isPaused() {
        return slot.isPaused();
    }

    /**
     * Ends the node as {@code kill -9} does: its connections are reset, its memory is gone, and what it wrote to disk is
     * kept, synced or not.
     *
     * @throws IllegalStateException where the node is down
     */
    public void kill() {
        slot.kill();
    }

    /**
     * Ends the node as the loss of power does: memory and everything not synced to disk is gone.
     *
     * @throws IllegalStateException where the node is down
     */
    public void powerLoss() {
        slot.powerLoss();
    }

    /**
     * Ends the node in order: leadership is handed over first and its disk is synced. Where the others cannot take over
     * within 10 seconds the node ends all the same.
     *
     * @throws IllegalStateException where the node is down or paused
     */
    public void shutdown() {
        slot.shutdown();
    }

    /**
     * Starts the node again: same identity, same port, what is left on its disk.
     *
     * @throws IllegalStateException where it runs, or its cluster is closed; for a quorum node also where it has seen the
     *     ensemble agree on servers of which it is none, unless its disk was wiped since
     */
    public void start() {
        slot.start();
    }

    /**
     * Freezes the node as SIGSTOP does: sockets stay open, nothing happens, time passes.
     *
     * @throws IllegalStateException where the node is down or paused
     */
    public void pause() {
        slot.pause();
    }

    /**
     * Lets a paused node go on.
     *
     * @throws IllegalStateException where it is not paused
     */
    public void resume() {
        slot.resume();
    }

    /**
     * Empties the disk of a stopped node.
     *
     * @throws IllegalStateException where it runs
     */
    public void wipe() {
        slot.wipe();
    }

    NodeSlot<?> slot() {
        return slot;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof Node node && node.slot == slot;
    }

    @Override
    public final int hashCode() {
        return System.identityHashCode(slot);
    }

    @Override
    public final String toString() {
        return name();
    }
}

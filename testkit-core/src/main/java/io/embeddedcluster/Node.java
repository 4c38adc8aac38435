package io.embeddedcluster;

import io.embeddedcluster.fault.FaultTarget;
import io.embeddedcluster.internal.engine.Capability;
import io.embeddedcluster.internal.engine.Engine;
import io.embeddedcluster.internal.engine.EngineException;
import io.embeddedcluster.internal.engine.NodeControl;

/**
 * A handle to one node, a broker or a quorum node: what a test does to it.
 *
 * <p>A handle stays valid whatever becomes of the node. Two handles of the same node are equal.
 *
 * <p>Threading: any thread; changes of one node are made one after the other. A call returns when the change is made, not
 * when the rest of the cluster has noticed: {@link Cluster#await()} is for that.
 */
public abstract sealed class Node implements FaultTarget permits Broker, QuorumNode {

    private final int id;
    private final Engine engine;
    private final NodeControl control;

    Node(int id, Engine engine, NodeControl control) {
        this.id = id;
        this.engine = engine;
        this.control = control;
    }

    /** {@return the node id, counted from 1 among the nodes of its kind} */
    public int id() {
        return id;
    }

    /** {@return the name, as in {@code broker-1} or {@code quorum-2}} */
    @Override
    public String name() {
        return control.name();
    }

    /** {@return where clients reach this node, as {@code host:port}; the same for its whole life, running or not} */
    public String address() {
        return control.address();
    }

    /** {@return whether the node is up; a paused node is} */
    public boolean isRunning() {
        return control.isRunning();
    }

    /** {@return whether the node is up, but frozen by {@link #pause}} */
    public boolean isPaused() {
        return control.isPaused();
    }

    /**
     * Ends the node as {@code kill -9} does: its connections are reset, its memory is gone, and what it wrote to disk is
     * kept, synced or not.
     *
     * @throws IllegalStateException if the node is down
     * @throws UnsupportedOperationException if the cluster's engine cannot do that; the message names the capability
     */
    public void kill() {
        order(Capability.KILL, "kill of", control::kill);
    }

    /**
     * Ends the node as the loss of power does: memory and everything not synced to disk is gone.
     *
     * @throws IllegalStateException if the node is down
     * @throws UnsupportedOperationException if the cluster's engine cannot do that; the message names the capability
     */
    public void powerLoss() {
        order(Capability.POWER_LOSS, "power loss of", control::powerLoss);
    }

    /**
     * Ends the node in order: leadership is handed over first and its disk is synced. Where the others cannot take over
     * within 10 seconds the node ends all the same.
     *
     * @throws IllegalStateException if the node is down or paused
     * @throws TestkitException if this thread is interrupted meanwhile, which it stays; the node has ended as it was
     * @throws UnsupportedOperationException if the cluster's engine cannot do that; the message names the capability
     */
    public void shutdown() {
        order(Capability.SHUTDOWN, "shutdown of", control::shutdown);
    }

    /**
     * Starts the node again: same identity, same port, what is left on its disk.
     *
     * @throws IllegalStateException if it runs, or its cluster is closed; for a quorum node also where it has seen the
     *     ensemble agree on servers of which it is none, unless its disk was wiped since
     * @throws TestkitException if its port cannot be opened, and so the node is down; the message names the port
     * @throws UnsupportedOperationException if the cluster's engine cannot do that; the message names the capability
     */
    public void start() {
        order(Capability.RESTART, "restart of", control::start);
    }

    /**
     * Freezes the node as SIGSTOP does: sockets stay open, nothing happens, time passes.
     *
     * @throws IllegalStateException if the node is down or paused
     * @throws UnsupportedOperationException if the cluster's engine cannot do that; the message names the capability
     */
    public void pause() {
        order(Capability.PAUSE, "pause of", control::pause);
    }

    /**
     * Lets a paused node go on.
     *
     * @throws IllegalStateException if it is not paused
     * @throws UnsupportedOperationException if the cluster's engine cannot do that; the message names the capability
     */
    public void resume() {
        order(Capability.PAUSE, "resume of", control::resume);
    }

    /**
     * Empties the disk of a stopped node.
     *
     * @throws IllegalStateException if it runs
     * @throws UnsupportedOperationException if the cluster's engine cannot do that; the message names the capability
     */
    public void wipe() {
        order(Capability.WIPE, "wipe of", control::wipe);
    }

    private void order(Capability capability, String what, Runnable change) {
        require(capability, what);
        try {
            change.run();
        } catch (EngineException e) {
            throw new TestkitException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Asks the engine for what is about to be done to this node. */
    final void require(Capability capability, String what) {
        engine.require(capability, what + " " + name());
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof Node node && node.control == control;
    }

    @Override
    public final int hashCode() {
        return System.identityHashCode(control);
    }

    @Override
    public final String toString() {
        return name();
    }
}

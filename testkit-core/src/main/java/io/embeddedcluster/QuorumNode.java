package io.embeddedcluster;

import io.embeddedcluster.internal.engine.Capability;
import io.embeddedcluster.internal.engine.Engine;
import io.embeddedcluster.internal.engine.QuorumNodeControl;

/** A handle to one quorum node, which is a ZooKeeper server. */
public final class QuorumNode extends Node {

    private final QuorumNodeControl control;

    QuorumNode(int id, Engine engine, QuorumNodeControl control) {
        super(id, engine, control);
        this.control = control;
    }

    /**
     * Returns what this node is now.
     *
     * @throws UnsupportedOperationException if the cluster's engine does not know; the message names the capability
     */
    public QuorumRole role() {
        require(Capability.QUORUM_ROLES, "role of");
        return switch (control.role()) {
            case LEADER -> QuorumRole.LEADER;
            case FOLLOWER -> QuorumRole.FOLLOWER;
            case OBSERVER -> QuorumRole.OBSERVER;
            case STANDALONE -> QuorumRole.STANDALONE;
            case READ_ONLY -> QuorumRole.READ_ONLY;
            case LOOKING -> QuorumRole.LOOKING;
        };
    }

    /**
     * Returns what {@code reconfig} takes to make this node a voting member, as in
     * {@code server.4=127.0.0.1:2892:3892:participant;127.0.0.1:40001}.
     */
    public String serverLine() {
        return line(false);
    }

    /** {@return the same for a member without a vote} */
    public String observerLine() {
        return line(true);
    }

    private String line(boolean isObserver) {
        require(Capability.QUORUM_ROLES, "server line of");
        return control.serverLine(isObserver);
    }
}

package io.embeddedcluster;

import io.embeddedcluster.internal.engine.NodeSlot;
import io.embeddedcluster.internal.engine.QuorumProgram;
import io.embeddedcluster.internal.zookeeper.ServerMode;
import io.embeddedcluster.internal.zookeeper.handler.EnsembleMember;

/** A handle to one quorum node, which is a ZooKeeper server. */
public final class QuorumNode extends Node {

    private final NodeSlot<QuorumProgram> slot;

    QuorumNode(int id, NodeSlot<QuorumProgram> slot) {
        super(id, slot);
        this.slot = slot;
    }

    /** {@return what this node is now} */
    public QuorumRole role() {
        ServerMode mode =
                slot.ask("tell its role", program -> program.server().mode()).orElse(ServerMode.LOOKING);
        return switch (mode) {
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
        return EnsembleMember.local(id(), false, address()).toString();
    }

    /** {@return the same for a member without a vote} */
    public String observerLine() {
        return EnsembleMember.local(id(), true, address()).toString();
    }
}

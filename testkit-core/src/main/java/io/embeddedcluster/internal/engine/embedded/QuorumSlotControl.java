package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.engine.QuorumNodeControl;
import io.embeddedcluster.internal.zookeeper.ServerMode;
import io.embeddedcluster.internal.zookeeper.handler.EnsembleMember;

/** The slot of one quorum node, as the seam shows it. Threading: any thread but an event loop. */
final class QuorumSlotControl extends SlotControl implements QuorumNodeControl {

    private final int id;
    private final NodeSlot<QuorumProgram> slot;

    QuorumSlotControl(int id, NodeSlot<QuorumProgram> slot) {
        super(slot);
        this.id = id;
        this.slot = slot;
    }

    @Override
    public Role role() {
        ServerMode mode =
                slot.ask("tell its role", program -> program.server().mode()).orElse(ServerMode.LOOKING);
        return switch (mode) {
            case LEADER -> Role.LEADER;
            case FOLLOWER -> Role.FOLLOWER;
            case OBSERVER -> Role.OBSERVER;
            case STANDALONE -> Role.STANDALONE;
            case READ_ONLY -> Role.READ_ONLY;
            case LOOKING -> Role.LOOKING;
        };
    }

    @Override
    public String serverLine(boolean isObserver) {
        return EnsembleMember.local(id, isObserver, address()).toString();
    }
}

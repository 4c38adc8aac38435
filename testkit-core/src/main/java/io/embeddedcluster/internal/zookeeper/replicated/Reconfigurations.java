package io.embeddedcluster.internal.zookeeper.replicated;

import io.embeddedcluster.internal.raft.Membership;
import io.embeddedcluster.internal.raft.RaftNode;
import io.embeddedcluster.internal.zookeeper.config.EnsembleMembership;
import io.embeddedcluster.internal.zookeeper.handler.EnsembleConfig;
import io.embeddedcluster.internal.zookeeper.handler.OperationRules;
import io.embeddedcluster.internal.zookeeper.handler.ReconfigHandler;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.nio.ByteBuffer;

/**
 * What a leader does with a request for other members: takes it into the log together with the members that it leads to.
 *
 * <p>Members change when the entry is appended, and what the request comes to is known only from the state that it meets. So
 * it waits until everything before it is applied, and everything after it waits for it: then the state is the same now as
 * when the entry is applied, on every server.
 */
public final class Reconfigurations {

    private final ReplicatedState state;
    private final RaftNode raft;
    private final OperationRules rules;
    private boolean isWaiting;

    public Reconfigurations(ReplicatedState state, RaftNode raft, OperationRules rules) {
        this.state = state;
        this.raft = raft;
        this.rules = rules;
    }

    /** {@return whether a request waits, and all others for it} */
    boolean isWaiting() {
        return isWaiting;
    }

    /** None waits now, as far as is known; one that still does is proposed again. */
    void waitNoMore() {
        isWaiting = false;
    }

    /**
     * Takes an entry with such a request; returns whether it is in the log.
     *
     * @throws IllegalArgumentException if it is an entry with another command, which would never be taken
     */
    boolean propose(ByteBuffer bytes) {
        CommandEntry entry = CommandEntry.read(bytes);
        if (!(entry.command() instanceof Command.Reconfigure command)) {
            throw new IllegalArgumentException(entry.command() + " asks for no other members");
        }
        if (rules.reconfigEnabled() && raft.isReconfiguring()) {
            return raft.propose(refused(entry, ZkErrorCode.RECONFIG_IN_PROGRESS));
        }
        isWaiting = !raft.isIdleLeader();
        return !isWaiting && decide(entry, bytes, command);
    }

    private boolean decide(CommandEntry entry, ByteBuffer bytes, Command.Reconfigure command) {
        ReconfigHandler.Plan plan = ReconfigHandler.plan(state.tree(), rules, command.request());
        EnsembleConfig next = plan.config();
        if (next == null || state.refusal(command.session(), entry.forwarderId()) != null) {
            return raft.propose(bytes);
        }
        Membership membership = EnsembleMembership.of(next);
        if (!raft.isReadyFor(membership)) {
            return raft.propose(refused(entry, ZkErrorCode.NEW_CONFIG_NO_QUORUM));
        }
        boolean isToBeDone = !plan.isOwnLimit() && ReconfigHandler.isPermitted(state.tree(), rules, command.ids());
        return isToBeDone ? raft.propose(bytes, membership) : raft.propose(bytes);
    }

    private static ByteBuffer refused(CommandEntry entry, ZkErrorCode error) {
        Command refusal = new Command.Refuse(entry.command().session(), error);
        return new CommandEntry(entry.wallMillis(), entry.forwarderId(), entry.sequence(), refusal).toBuffer();
    }
}

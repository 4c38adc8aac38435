package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftMessage.AppendEntries;
import io.embeddedcluster.internal.raft.RaftMessage.AppendReply;
import io.embeddedcluster.internal.raft.RaftMessage.InstallSnapshot;
import io.embeddedcluster.internal.raft.RaftMessage.RequestVoteReply;
import io.embeddedcluster.internal.raft.RaftMessage.TimeoutNow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a node is at the moment, and so how it handles an event. The core hands a role messages of the role's own term only. */
abstract class Role {

    private final RaftCore core;

    Role(RaftCore core) {
        this.core = core;
    }

    final RaftCore core() {
        return core;
    }

    abstract RaftRole announcedAs();

    /** {@return the leader of this term as far as the application is told} */
    @Nullable
    NodeName leader() {
        return null;
    }

    /** {@return whether a working leader is known, so that nobody should be helped against it (thesis §4.2.3)} */
    boolean hearsLeader() {
        return false;
    }

    /** Called once, when this has become the role. */
    abstract void begin();

    /** {@return when {@link #onDeadline} is due} */
    abstract long deadline();

    abstract void onDeadline();

    /** Called when this voter has given its vote to another. */
    void onVoteGiven() {}

    /** Called when another node says up to where it knows its log to be committed. */
    void onToldCommitted(long index, long term) {}

    void onVoteReply(NodeName from, RequestVoteReply reply) {}

    abstract void onAppendEntries(NodeName from, AppendEntries request);

    abstract void onInstallSnapshot(NodeName from, InstallSnapshot request);

    /**
     * Called when a node that may not be a member wants the log.
     *
     * @param from who says so: that node, or one that it has asked
     */
    void onAttend(NodeName from, NodeName node) {}

    void onAppendReply(NodeName from, AppendReply reply) {}

    void onTimeoutNow(NodeName from, TimeoutNow request) {}

    /** Called when more of the own log has become durable. */
    void onDurable() {}

    void propose(List<Proposal> proposals) {}

    boolean acceptsProposals() {
        return false;
    }

    void transferLeadership() {}

    /** {@return of a leader: those to whom it sends the log and from whom it hears} */
    List<NodeName> heardPeers() {
        return List.of();
    }

    /** {@return of a leader: those of {@link #heardPeers} that have all that was committed before its term} */
    List<NodeName> syncedPeers() {
        return List.of();
    }

    /** Called at the end of each event: sends what it has made ready to send. */
    void flush() {}
}

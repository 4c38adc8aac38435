package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftMessage.AppendEntries;
import io.embeddedcluster.internal.raft.RaftMessage.Attend;
import io.embeddedcluster.internal.raft.RaftMessage.InstallSnapshot;
import io.embeddedcluster.internal.raft.RaftMessage.TimeoutNow;
import org.jspecify.annotations.Nullable;

/**
 * A node that takes what the leader sends. When it has heard no leader for a timeout, a voter asks for an election (§5.2),
 * and a learner asks the others for the log.
 */
final class Follower extends Role {

    private final EntriesReceiver entries;
    private @Nullable NodeName leader;
    private long lastHeard;
    private long electionDeadline;

    Follower(RaftCore core, @Nullable NodeName leader) {
        super(core);
        this.entries = new EntriesReceiver(core);
        this.leader = leader;
    }

    @Override
    RaftRole announcedAs() {
        return RaftRole.FOLLOWER;
    }

    @Override
    @Nullable
    NodeName leader() {
        return leader;
    }

    @Override
    boolean hearsLeader() {
        return leader != null
                && core().now() - lastHeard < core().spec().electionTimeoutMin().toNanos();
    }

    @Override
    void begin() {
        lastHeard = core().now();
        electionDeadline = core().randomElectionDeadline();
        if (leader == null && !core().electorates().includeSelf()) {
            core().attend();
        }
    }

    /** Tells its leader of who has asked here. */
    @Override
    void onAttend(NodeName from, NodeName node) {
        if (leader != null && from.equals(node) && !leader.equals(node)) {
            core().send(leader, new Attend(node));
        }
    }

    @Override
    long deadline() {
        return electionDeadline;
    }

    @Override
    void onDeadline() {
        core().seekLeader();
    }

    @Override
    void onVoteGiven() {
        electionDeadline = core().randomElectionDeadline();
    }

    @Override
    void onAppendEntries(NodeName from, AppendEntries request) {
        hear(from);
        entries.onAppendEntries(from, request);
    }

    @Override
    void onInstallSnapshot(NodeName from, InstallSnapshot request) {
        hear(from);
        entries.onInstallSnapshot(from, request);
    }

    /** Stands for election without asking whether it could: the leader wants it (thesis §3.10). */
    @Override
    void onTimeoutNow(NodeName from, TimeoutNow request) {
        if (core().electorates().includeSelf()) {
            core().record("raft-leadership-offered", "from=" + from);
            core().campaign(true);
        }
    }

    private void hear(NodeName from) {
        leader = from;
        lastHeard = core().now();
        electionDeadline = core().randomElectionDeadline();
        core().announce();
    }
}

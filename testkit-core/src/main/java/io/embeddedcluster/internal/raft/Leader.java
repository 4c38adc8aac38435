package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftMessage.AppendEntries;
import io.embeddedcluster.internal.raft.RaftMessage.AppendReply;
import io.embeddedcluster.internal.raft.RaftMessage.InstallSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The node that orders entries, replicates them, and commits what a majority of voters has (§5.3, §5.4), as long as it hears
 * from a majority. It sends the log to learners too, and to nodes that ask for it without being members.
 */
final class Leader extends Role {

    private final TreeMap<NodeName, Replication> replications = new TreeMap<>();
    private final long noOpIndex;
    private final long heartbeatNanos;
    private long heartbeatDeadline;
    private boolean isServing;
    private @Nullable LeadershipTransfer transfer;

    Leader(RaftCore core) {
        super(core);
        this.noOpIndex = core.log().lastIndex() + 1;
        this.heartbeatNanos = core.spec().heartbeatInterval().toNanos();
        replicateToMembers();
    }

    /** A candidate still, for the application, until all that was committed before this term is known and applied. */
    @Override
    RaftRole announcedAs() {
        return isServing ? RaftRole.LEADER : RaftRole.CANDIDATE;
    }

    @Override
    @Nullable
    NodeName leader() {
        return isServing ? core().spec().self() : null;
    }

    /** It steps down by itself where it cannot lead. */
    @Override
    boolean hearsLeader() {
        return true;
    }

    @Override
    void begin() {
        core().record("raft-leader-elected", "leader=" + core().spec().self() + " lastIndex=" + (noOpIndex - 1));
        heartbeatDeadline = core().now() + heartbeatNanos;
        // §8: a no-op at the start of the term; with it everything earlier becomes committed.
        core().append(List.of(LogEntry.noOp(noOpIndex, core().term())));
        commitWhatAMajorityHas();
    }

    @Override
    long deadline() {
        return heartbeatDeadline;
    }

    @Override
    void onDeadline() {
        heartbeatDeadline = core().now() + heartbeatNanos;
        if (!hearsMajority()) {
            // Thesis §6.2: without a majority it can commit nothing, and clients had better look for another.
            core().record("raft-leader-lost-majority", "leader=" + core().spec().self());
            core().stepDown(core().term(), null);
            return;
        }
        SortedSet<NodeName> members = core().electorates().members();
        replications.values().removeIf(each -> !each.isHeard() && !members.contains(each.peer()));
        replications.values().forEach(Replication::heartbeat);
        if (transfer != null && !transfer.onHeartbeat()) {
            core().record("raft-leadership-kept", "target=" + transfer.target() + " did not take over in time");
            transfer = null;
        }
    }

    private boolean hearsMajority() {
        return core().electorates().agree(voter -> {
            Replication replication = replications.get(voter);
            return replication == null || replication.isHeard();
        });
    }

    private void replicateToMembers() {
        core().electorates().members().forEach(this::replicateTo);
    }

    private void replicateTo(NodeName node) {
        if (!node.equals(core().spec().self())) {
            replications.computeIfAbsent(node, peer -> new Replication(core(), peer));
        }
    }

    /** Sends the log to who wants it, for as long as it answers. */
    @Override
    void onAttend(NodeName from, NodeName node) {
        replicateTo(node);
    }

    @Override
    void onAppendReply(NodeName from, AppendReply reply) {
        Replication replication = replications.get(from);
        if (replication != null) {
            replication.onReply(reply);
            commitWhatAMajorityHas();
        }
    }

    @Override
    void onDurable() {
        commitWhatAMajorityHas();
    }

    /** Figure 2, rules for leaders: the highest index that a majority has, if it is of this term. */
    private void commitWhatAMajorityHas() {
        long candidate = core().electorates().agreedIndex(this::matchIndex);
        if (candidate > core().commitIndex()
                && core().rules().mayCommit(core().log().termAt(candidate), core().term())) {
            core().commitTo(candidate);
            if (!isServing && core().appliedIndex() >= noOpIndex) {
                isServing = true;
                core().announce();
            }
            resignIfNoVoter();
        }
    }

    private long matchIndex(NodeName voter) {
        Replication replication = replications.get(voter);
        return replication == null
                ? core().rules()
                        .leaderMatchIndex(
                                core().log().lastIndex(), core().durability().durableIndex())
                : replication.matchIndex();
    }

    /** §6: a leader that is not among the new voters steps down once they are committed; it offers one of them the lead. */
    private void resignIfNoVoter() {
        if (!core().electorates().isSettled() || core().electorates().includeSelf()) {
            return;
        }
        core().record("raft-leader-left", "leader=" + core().spec().self());
        replications.values().forEach(Replication::flush);
        LeadershipTransfer offer = LeadershipTransfer.toFurthest(core(), replications.values());
        if (offer != null) {
            offer.flush();
        }
        core().stepDown(core().term(), null);
    }

    /**
     * {@return whether enough of these voters have all that was committed before this term, and answer; who only learns now
     * does not count, as in ZooKeeper}
     */
    boolean isReadyFor(Membership membership) {
        Membership present = core().log().latestMembership();
        int ready = membership.count(voter -> {
            Replication replication = replications.get(voter);
            return voter.equals(core().spec().self())
                    || (replication != null && !present.learners().contains(voter) && isSynced(replication));
        });
        return ready >= core().rules().quorum(membership.voters().size());
    }

    @Override
    boolean acceptsProposals() {
        return isServing && transfer == null;
    }

    @Override
    void propose(List<Proposal> proposals) {
        List<LogEntry> entries = new ArrayList<>(proposals.size());
        long index = core().log().lastIndex();
        for (Proposal proposal : proposals) {
            index++;
            entries.add(proposal.at(index, core().term()));
        }
        long membershipIndex = core().log().latestMembershipIndex();
        core().append(entries);
        if (core().log().latestMembershipIndex() != membershipIndex) {
            core().record(
                            "raft-reconfiguration",
                            "index=" + core().log().latestMembershipIndex() + " "
                                    + core().log().latestMembership());
            replicateToMembers();
        }
    }

    @Override
    void transferLeadership() {
        if (transfer == null) {
            Collection<Replication> candidates = replications.values();
            transfer = LeadershipTransfer.toFurthest(core(), candidates);
            core().record("raft-leadership-transfer", "target=" + (transfer == null ? "nobody" : transfer.target()));
        }
    }

    /** {@return whether it answers, and has all that was committed before this term} */
    private boolean isSynced(Replication replication) {
        return replication.isHeard() && replication.matchIndex() >= noOpIndex;
    }

    @Override
    List<NodeName> heardPeers() {
        return replications.values().stream()
                .filter(Replication::isHeard)
                .map(Replication::peer)
                .toList();
    }

    @Override
    List<NodeName> syncedPeers() {
        return replications.values().stream()
                .filter(this::isSynced)
                .map(Replication::peer)
                .toList();
    }

    @Override
    void flush() {
        replications.values().forEach(Replication::flush);
        if (transfer != null) {
            transfer.flush();
        }
    }

    @Override
    void onAppendEntries(NodeName from, AppendEntries request) {
        throw twoLeaders(from);
    }

    @Override
    void onInstallSnapshot(NodeName from, InstallSnapshot request) {
        throw twoLeaders(from);
    }

    private IllegalStateException twoLeaders(NodeName other) {
        return new IllegalStateException("both " + core().spec().self() + " and " + other + " lead term "
                + core().term() + " (expected: at most one, §5.2)");
    }
}

package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftMessage.AppendEntries;
import io.embeddedcluster.internal.raft.RaftMessage.AppendReply;
import io.embeddedcluster.internal.raft.RaftMessage.InstallSnapshot;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Orders entries, replicates them, and commits what a majority has (§5.3, §5.4), as long as it hears from a majority.
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
        for (NodeName voter : core.spec().voters()) {
            if (!voter.equals(core.spec().self())) {
                replications.put(voter, new Replication(core, voter));
            }
        }
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
        replications.values().forEach(Replication::heartbeat);
        if (transfer != null && !transfer.onHeartbeat()) {
            core().record("raft-leadership-kept", "target=" + transfer.target() + " did not take over in time");
            transfer = null;
        }
    }

    private boolean hearsMajority() {
        long heard = replications.values().stream().filter(Replication::isHeard).count();
        return heard + 1 >= core().quorum();
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
        List<Long> matched = new ArrayList<>();
        matched.add(core().rules()
                .leaderMatchIndex(core().log().lastIndex(), core().durability().durableIndex()));
        replications.values().forEach(replication -> matched.add(replication.matchIndex()));
        matched.sort(null);
        long candidate = matched.get(matched.size() - core().copiesToCommit());
        if (candidate > core().commitIndex()
                && core().rules().mayCommit(core().log().termAt(candidate), core().term())) {
            core().commitTo(candidate);
            if (!isServing && core().appliedIndex() >= noOpIndex) {
                isServing = true;
                core().announce();
            }
        }
    }

    @Override
    boolean acceptsProposals() {
        return isServing && transfer == null;
    }

    @Override
    void propose(List<ByteBuffer> payloads) {
        List<LogEntry> entries = new ArrayList<>(payloads.size());
        long index = core().log().lastIndex();
        for (ByteBuffer payload : payloads) {
            index++;
            entries.add(LogEntry.of(index, core().term(), payload));
        }
        core().append(entries);
    }

    @Override
    void transferLeadership() {
        if (transfer == null) {
            Collection<Replication> candidates = replications.values();
            transfer = LeadershipTransfer.toFurthest(core(), candidates);
            core().record("raft-leadership-transfer", "target=" + (transfer == null ? "nobody" : transfer.target()));
        }
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

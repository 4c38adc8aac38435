package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftMessage.AppendEntries;
import io.embeddedcluster.internal.raft.RaftMessage.InstallSnapshot;
import io.embeddedcluster.internal.raft.RaftMessage.RequestVote;
import java.util.TreeSet;

/**
 * A role in which a node asks all others for votes, again and again, until a majority has given them or the time is up. A
 * {@link PreCandidate} asks whether it would be elected, a {@link Candidate} to be elected.
 */
abstract class Campaign extends Role {

    private final TreeSet<NodeName> granted = new TreeSet<>();
    private long electionDeadline;
    private long askDeadline = Long.MAX_VALUE;

    Campaign(RaftCore core) {
        super(core);
    }

    abstract RequestVote request();

    /** Called when a majority has granted, once. */
    abstract void won();

    @Override
    RaftRole announcedAs() {
        return RaftRole.CANDIDATE;
    }

    @Override
    void begin() {
        electionDeadline = core().randomElectionDeadline();
    }

    @Override
    long deadline() {
        return Math.min(electionDeadline, askDeadline);
    }

    @Override
    void onDeadline() {
        if (core().now() >= electionDeadline) {
            // §5.2: a split vote; thesis §9.6: ask first whether a new term could be won.
            core().seekLeader();
        } else {
            ask();
        }
    }

    /** Asks whoever has not granted: the question may have been lost, or the answer may have become another. */
    void ask() {
        askDeadline = core().now() + core().spec().heartbeatInterval().toNanos();
        for (NodeName voter : core().electorates().voters()) {
            if (!voter.equals(core().spec().self()) && !granted.contains(voter)) {
                core().send(voter, request());
            }
        }
    }

    /**
     * Learns that a change of members is committed, after which this node and the like of it may decide alone. Those who know
     * that may have no vote any more, and longer logs than this node has: they would neither vote for it nor stand
     * themselves, and without this nobody would ever lead.
     */
    @Override
    void onToldCommitted(long index, long term) {
        if (core().rules().sharesCommitted(core().log(), index, term)) {
            core().commitTo(index);
            review();
        }
    }

    void onGranted(NodeName voter) {
        granted.add(voter);
        review();
    }

    private void review() {
        if (core().role() == this && core().electorates().agree(granted::contains)) {
            won();
        }
    }

    /** §5.2: somebody else has won this term. */
    @Override
    void onAppendEntries(NodeName from, AppendEntries request) {
        core().stepDown(core().term(), from);
        core().role().onAppendEntries(from, request);
    }

    @Override
    void onInstallSnapshot(NodeName from, InstallSnapshot request) {
        core().stepDown(core().term(), from);
        core().role().onInstallSnapshot(from, request);
    }
}

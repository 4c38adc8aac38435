package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftMessage.AppendEntries;
import io.embeddedcluster.internal.raft.RaftMessage.AppendReply;
import io.embeddedcluster.internal.raft.RaftMessage.ApplicationMessage;
import io.embeddedcluster.internal.raft.RaftMessage.Attend;
import io.embeddedcluster.internal.raft.RaftMessage.InstallSnapshot;
import io.embeddedcluster.internal.raft.RaftMessage.RequestVote;
import io.embeddedcluster.internal.raft.RaftMessage.RequestVoteReply;
import io.embeddedcluster.internal.raft.RaftMessage.TimeoutNow;

/**
 * Compares the term of each message with the own one, and hands the message to the role if it has a say.
 *
 * <p>"If RPC request or response contains term T &gt; currentTerm: set currentTerm = T, convert to follower" (figure 2, rules
 * for all servers), with the two exceptions that pre-vote and leader stickiness make.
 */
final class MessageReceiver implements RaftMessage.Receiver {

    private final RaftCore core;

    MessageReceiver(RaftCore core) {
        this.core = core;
    }

    @Override
    public void onRequestVote(NodeName from, RequestVote request) {
        // Thesis §4.2.3: who hears a leader does not even take over the term of one who does not.
        boolean isDisruptive = core.role().hearsLeader() && !request.isTransfer();
        if (!request.isPreVote() && !isDisruptive && request.term() > core.term()) {
            core.stepDown(request.term(), null);
        }
        boolean isGranted = !isDisruptive
                && (request.isPreVote() ? wouldVote(request) : mayVote(from, request))
                && core.rules().isUpToDate(request.lastTerm(), request.lastIndex(), core.log());
        if (isDisruptive) {
            // It may have been taken off the voters while it was away: then this is all that is heard of it.
            core.role().onAttend(from, from);
        }
        if (isGranted && !request.isPreVote()) {
            core.voteFor(from);
            core.role().onVoteGiven();
        }
        long term = isGranted && request.isPreVote() ? request.term() : core.term();
        long commitIndex = core.commitIndex();
        core.sendOnceDurable(
                from,
                new RequestVoteReply(
                        term,
                        request.isPreVote(),
                        isGranted,
                        commitIndex,
                        core.log().termAt(commitIndex)));
    }

    /** A pre-vote binds nobody: any term to come will do (thesis §9.6). */
    private boolean wouldVote(RequestVote request) {
        return request.term() > core.term();
    }

    private boolean mayVote(NodeName from, RequestVote request) {
        return !core.rules().isStale(request.term(), core.term())
                && core.rules().mayVote(core.votedFor(), from);
    }

    @Override
    public void onRequestVoteReply(NodeName from, RequestVoteReply reply) {
        // That an entry is committed is true in every term.
        core.role().onToldCommitted(reply.commitIndex(), reply.commitTerm());
        // A pre-vote is granted for a term that nobody is in yet.
        if ((reply.isPreVote() && reply.isGranted()) || takesPart(reply.term())) {
            core.role().onVoteReply(from, reply);
        }
    }

    @Override
    public void onAppendEntries(NodeName from, AppendEntries request) {
        if (takesPart(request.term())) {
            core.role().onAppendEntries(from, request);
        } else {
            refuse(from, request.sequence());
        }
    }

    @Override
    public void onInstallSnapshot(NodeName from, InstallSnapshot request) {
        if (takesPart(request.term())) {
            core.role().onInstallSnapshot(from, request);
        } else {
            refuse(from, request.sequence());
        }
    }

    @Override
    public void onAppendReply(NodeName from, AppendReply reply) {
        if (takesPart(reply.term())) {
            core.role().onAppendReply(from, reply);
        }
    }

    @Override
    public void onTimeoutNow(NodeName from, TimeoutNow request) {
        if (takesPart(request.term())) {
            core.role().onTimeoutNow(from, request);
        }
    }

    @Override
    public void onAttend(NodeName from, Attend request) {
        if (!request.node().equals(core.spec().self())) {
            core.role().onAttend(from, request.node());
        }
    }

    @Override
    public void onApplicationMessage(NodeName from, ApplicationMessage message) {
        throw new IllegalStateException("a message between applications reached consensus");
    }

    /** Takes over a higher term; returns whether a message of that term still has a say. */
    private boolean takesPart(long term) {
        if (term > core.term()) {
            core.stepDown(term, null);
        }
        return !core.rules().isStale(term, core.term());
    }

    /** Tells a leader of an earlier term that there is a later one (figure 2, AppendEntries 1). */
    private void refuse(NodeName from, long sequence) {
        core.sendOnceDurable(from, new AppendReply(core.term(), sequence, false, 0, 0));
    }
}

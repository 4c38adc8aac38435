package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftMessage.RequestVote;
import io.embeddedcluster.internal.raft.RaftMessage.RequestVoteReply;

/** A node that stands for election in a term of its own (§5.2). */
final class Candidate extends Campaign {

    private final boolean isTransfer;

    Candidate(RaftCore core, boolean isTransfer) {
        super(core);
        this.isTransfer = isTransfer;
    }

    @Override
    void begin() {
        super.begin();
        core().record("raft-election-started", "lastIndex=" + core().log().lastIndex() + " transfer=" + isTransfer);
        // Its own vote is a vote like any other: on disk before it is told or counted.
        core().durability().onceDurable(() -> {
            if (core().role() == this) {
                onGranted(core().spec().self());
            }
            if (core().role() == this) {
                ask();
            }
        });
    }

    @Override
    RequestVote request() {
        return new RequestVote(
                core().term(), core().log().lastIndex(), core().log().lastTerm(), false, isTransfer);
    }

    @Override
    void onVoteReply(NodeName from, RequestVoteReply reply) {
        if (!reply.isPreVote() && reply.isGranted()) {
            onGranted(from);
        }
    }

    @Override
    void won() {
        core().become(new Leader(core()));
    }
}

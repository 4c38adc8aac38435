package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftMessage.RequestVote;
import io.embeddedcluster.internal.raft.RaftMessage.RequestVoteReply;

/**
 * A node that asks the others whether they would elect it, before it begins a new term: so a node that was cut off does not
 * depose a leader when it returns.
 *
 * @spec https://github.com/ongardie/dissertation Thesis, section 9.6
 */
final class PreCandidate extends Campaign {

    PreCandidate(RaftCore core) {
        super(core);
    }

    @Override
    void begin() {
        super.begin();
        onGranted(core().spec().self());
        if (core().role() == this) {
            ask();
            core().attend();
        }
    }

    @Override
    RequestVote request() {
        return new RequestVote(
                core().term() + 1, core().log().lastIndex(), core().log().lastTerm(), true, false);
    }

    @Override
    void onVoteReply(NodeName from, RequestVoteReply reply) {
        if (reply.isPreVote() && reply.isGranted() && reply.term() == core().term() + 1) {
            onGranted(from);
        }
    }

    /** Has just helped somebody else, and gives them time to win. */
    @Override
    void onVoteGiven() {
        core().stepDown(core().term(), null);
    }

    @Override
    void won() {
        core().campaign(false);
    }
}

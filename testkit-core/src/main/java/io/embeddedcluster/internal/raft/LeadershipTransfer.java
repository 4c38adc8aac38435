package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftMessage.TimeoutNow;
import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Hands leadership to one follower: brings it up to date, then has it stand for election at once.
 *
 * @spec https://github.com/ongardie/dissertation Thesis, section 3.10
 */
final class LeadershipTransfer {

    private final RaftCore core;
    private final Replication target;
    private final long deadline;
    private boolean isOffered;

    private LeadershipTransfer(RaftCore core, Replication target) {
        this.core = core;
        this.target = target;
        this.deadline = core.now() + core.spec().electionTimeoutMax().toNanos();
    }

    /** Returns a transfer to the reachable voter with the longest log, or null where none is reachable. */
    static @Nullable LeadershipTransfer toFurthest(RaftCore core, Collection<Replication> followers) {
        Membership latest = core.log().latestMembership();
        return followers.stream()
                .filter(follower -> follower.isHeard() && latest.isVoter(follower.peer()))
                .max(Comparator.comparingLong(Replication::matchIndex))
                .map(follower -> new LeadershipTransfer(core, follower))
                .orElse(null);
    }

    NodeName target() {
        return target.peer();
    }

    /** Offers leadership again, should that have been lost; returns false once the time for it is over. */
    boolean onHeartbeat() {
        isOffered = false;
        return core.now() < deadline;
    }

    /** Offers leadership if the target has the whole log. */
    void flush() {
        if (!isOffered && target.matchIndex() == core.log().lastIndex()) {
            isOffered = true;
            core.send(target.peer(), new TimeoutNow(core.term()));
        }
    }
}

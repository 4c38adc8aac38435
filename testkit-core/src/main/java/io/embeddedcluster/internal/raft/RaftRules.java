package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * The decisions on which Raft's safety rests, each alone in a method, so that a test can break one and see that the
 * breakage is noticed.
 *
 * @spec https://raft.github.io/raft.pdf Raft paper, figure 2
 */
public class RaftRules {

    /** Makes those of the paper. */
    public RaftRules() {}

    /** Any two quorums of the same voters share one (§5.2). */
    int quorum(int voters) {
        return voters / 2 + 1;
    }

    /**
     * Whose majorities decide, each of them: while a change of members is not committed, that of the members before it and
     * that of the members after it (§6). {@link Electorates} says why.
     */
    List<Membership> electorates(Membership previous, Membership latest, boolean isLatestCommitted) {
        return isLatestCommitted ? List.of(latest) : List.of(previous, latest);
    }

    /** Members change again only once the last change is committed. */
    boolean mayReconfigure(long latestMembershipIndex, long commitIndex) {
        return latestMembershipIndex <= commitIndex;
    }

    /** An entry that is cut off takes back what it said of members: they are what the log says, committed or not (§6). */
    void forgetMembers(NavigableMap<Long, Membership> saidByCutEntries) {
        saidByCutEntries.clear();
    }

    /** An entry is committed once a quorum has it (§5.3), and no earlier is anybody answered. */
    int copiesToCommit(int voters) {
        return quorum(voters);
    }

    /** One vote per term, first come first served (§5.2). */
    boolean mayVote(@Nullable NodeName votedFor, NodeName candidate) {
        return votedFor == null || votedFor.equals(candidate);
    }

    /** The vote that goes to disk, so that a restart does not vote again in the same term (figure 2, persistent state). */
    @Nullable
    NodeName voteToSave(@Nullable NodeName votedFor) {
        return votedFor;
    }

    /** Voters elect only who has all that may be committed: later last term, or same and at least as long (§5.4.1). */
    boolean isUpToDate(long candidateLastTerm, long candidateLastIndex, RaftLog log) {
        return candidateLastTerm > log.lastTerm()
                || (candidateLastTerm == log.lastTerm() && candidateLastIndex >= log.lastIndex());
    }

    /** Messages of an earlier term have no say (§5.1). */
    boolean isStale(long messageTerm, long currentTerm) {
        return messageTerm < currentTerm;
    }

    /** Entries are taken only where they connect: same index and term before them (§5.3). */
    boolean previousMatches(RaftLog log, long previousIndex, long previousTerm) {
        // What is below the base was committed, so it is the same on every leader to come (§5.4.3).
        return previousIndex < log.baseIndex()
                || (previousIndex <= log.lastIndex() && log.termAt(previousIndex) == previousTerm);
    }

    /**
     * An entry that differs in term goes, with all that follow (§5.3); one that is the same stays, with all that follow,
     * or a late message would take back what has been acknowledged since.
     */
    boolean conflicts(long existingTerm, long newTerm) {
        return existingTerm != newTerm;
    }

    /** A follower commits no further than it knows its log to be the leader's (figure 2, AppendEntries 5). */
    long followerCommit(long leaderCommit, long lastMatchingIndex, RaftLog log) {
        return Math.min(leaderCommit, lastMatchingIndex);
    }

    /** What is committed in another log is so in this one too, if both have that entry (§5.3, log matching). */
    boolean sharesCommitted(RaftLog log, long commitIndex, long commitTerm) {
        return log.knows(commitIndex) && log.termAt(commitIndex) == commitTerm;
    }

    /** A leader counts replicas only of entries of its own term; earlier ones are committed by what follows (§5.4.2). */
    boolean mayCommit(long entryTerm, long currentTerm) {
        return entryTerm == currentTerm;
    }

    /** A leader writes while it sends, but counts itself only for what is on its disk (thesis §10.2.1). */
    long leaderMatchIndex(long lastIndex, long durableIndex) {
        return durableIndex;
    }

    /** Term, vote and entries are on disk before anybody is told of them (figure 2: "before responding to RPCs"). */
    boolean mayAnswer(long writesDurable, long writesBeforeAnswer) {
        return writesDurable >= writesBeforeAnswer;
    }

    /** Entries behind a snapshot stay only if the log agrees with it up to there (§7). */
    boolean keepsEntriesAfter(RaftSnapshot snapshot, RaftLog log) {
        return log.knows(snapshot.lastIndex()) && log.termAt(snapshot.lastIndex()) == snapshot.lastTerm();
    }
}

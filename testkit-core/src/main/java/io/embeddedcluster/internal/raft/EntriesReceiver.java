package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftMessage.AppendEntries;
import io.embeddedcluster.internal.raft.RaftMessage.AppendReply;
import io.embeddedcluster.internal.raft.RaftMessage.InstallSnapshot;
import java.util.List;

/**
 * Brings a follower's log in line with the leader's.
 *
 * @spec https://raft.github.io/raft.pdf Raft paper, sections 5.3 and 7, figures 2 and 13
 */
final class EntriesReceiver {

    private final RaftCore core;

    EntriesReceiver(RaftCore core) {
        this.core = core;
    }

    void onAppendEntries(NodeName from, AppendEntries request) {
        RaftLog log = core.log();
        // Figure 2, AppendEntries 2: reply false if the log has no entry at prevLogIndex with prevLogTerm.
        if (!core.rules().previousMatches(log, request.previousIndex(), request.previousTerm())) {
            reject(from, request);
            return;
        }
        core.append(newEntries(request));
        // Figure 2, AppendEntries 5: commit to min(leaderCommit, index of last new entry).
        core.commitTo(core.rules().followerCommit(request.commitIndex(), request.lastIndex(), log));
        accept(from, request.sequence(), request.lastIndex());
    }

    /** Figure 2, AppendEntries 3 and 4: from the first entry that is not in the log, or is there with another term. */
    private List<LogEntry> newEntries(AppendEntries request) {
        RaftLog log = core.log();
        List<LogEntry> entries = request.entries();
        int known = 0;
        while (known < entries.size() && isKnown(log, entries.get(known))) {
            known++;
        }
        List<LogEntry> added = entries.subList(known, entries.size());
        if (!added.isEmpty() && added.get(0).index() <= core.commitIndex()) {
            throw new IllegalStateException("leader of term " + request.term() + " replaces entry "
                    + added.get(0).index() + " (committed up to " + core.commitIndex() + ")");
        }
        return added;
    }

    private boolean isKnown(RaftLog log, LogEntry entry) {
        return entry.index() <= log.baseIndex()
                || (entry.index() <= log.lastIndex()
                        && !core.rules().conflicts(log.termAt(entry.index()), entry.term()));
    }

    void onInstallSnapshot(NodeName from, InstallSnapshot request) {
        RaftSnapshot snapshot = request.snapshot();
        if (snapshot.lastIndex() <= core.commitIndex()) {
            // Overtaken by entries, or sent twice.
            accept(from, request.sequence(), core.commitIndex());
            return;
        }
        // §7: with an entry of that index and term in the log, what follows it is kept; so is what comes before.
        if (core.rules().keepsEntriesAfter(snapshot, core.log())) {
            core.commitTo(snapshot.lastIndex());
        } else {
            core.install(snapshot);
        }
        accept(from, request.sequence(), snapshot.lastIndex());
    }

    private void accept(NodeName from, long sequence, long index) {
        core.sendOnceDurable(from, new AppendReply(core.term(), sequence, true, index, 0));
    }

    /** Rejects, telling where the logs may still agree, so that the leader goes back terms and not entries (§5.3). */
    private void reject(NodeName from, AppendEntries request) {
        RaftLog log = core.log();
        long index =
                log.lastIndexWithTermAtMost(Math.min(request.previousIndex(), log.lastIndex()), request.previousTerm());
        core.sendOnceDurable(from, new AppendReply(core.term(), request.sequence(), false, index, log.termAt(index)));
    }
}

package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.Disk;
import io.embeddedcluster.internal.host.DiskException;
import io.embeddedcluster.internal.host.DiskFile;
import io.embeddedcluster.internal.host.DiskFile.SyncCallback;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.journal.NodeJournal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Term, vote, entries and snapshot on a node's disk.
 *
 * <p>One file is a journal of records, only ever appended to: a base, then votes and entries as they come, an entry taking
 * the place of all from its index on. The other file is the newest snapshot. A new snapshot is made durable first; only
 * then the journal is rewritten, shorter, in one step. So the journal never begins after the snapshot, at whatever moment
 * the power goes.
 *
 * <p>A record that the power loss tore, at the end of the journal, is cut off: nobody was ever told of it. A record that
 * is damaged with others behind it is another matter: the start is refused, as no honest vote can come from such a disk.
 */
final class RaftStorage {

    private static final String LOG_FILE = "raft/log";
    private static final String SNAPSHOT_FILE = "raft/snapshot";

    private final DiskFile logFile;
    private final DiskFile snapshotFile;
    private final NodeJournal journal;
    /** Written at the next sync, in one piece. */
    private final List<ByteBuffer> unwritten = new ArrayList<>();

    private long term;
    private @Nullable NodeName votedFor;
    private RaftLog log = new RaftLog(0, 0);
    private @Nullable RaftSnapshot unsavedSnapshot;
    private boolean owesRewrite;

    RaftStorage(Disk disk, NodeJournal journal) {
        this.logFile = disk.open(LOG_FILE);
        this.snapshotFile = disk.open(SNAPSHOT_FILE);
        this.journal = journal;
    }

    /**
     * Reads what earlier runs left.
     *
     * @throws DiskException if a record is damaged that must have been durable
     */
    RaftState load(RaftRules rules) {
        RaftSnapshot snapshot = loadSnapshot();
        replayLog();
        long covered = snapshot == null ? 0 : snapshot.lastIndex();
        if (covered < log.baseIndex()) {
            throw new DiskException(
                    LOG_FILE + " begins after index " + log.baseIndex() + " but the snapshot ends at " + covered);
        }
        if (snapshot != null && !rules.keepsEntriesAfter(snapshot, log)) {
            log.reset(snapshot);
            // The last run may have ended before this snapshot was durable, so it goes to disk again before the log.
            saveSnapshot(snapshot);
        }
        return new RaftState(term, votedFor, snapshot, log);
    }

    void saveVote(long newTerm, @Nullable NodeName newVote) {
        term = newTerm;
        votedFor = newVote;
        unwritten.add(RaftRecords.vote(newTerm, newVote));
    }

    void saveEntries(List<LogEntry> entries) {
        entries.forEach(entry -> unwritten.add(RaftRecords.entry(entry)));
    }

    /** Takes a snapshot to disk at the next sync, and then the log as it is at that time. */
    void saveSnapshot(RaftSnapshot snapshot) {
        unsavedSnapshot = snapshot;
        owesRewrite = true;
    }

    /** Makes durable all that was saved. Not called again before it has called back. */
    void sync(SyncCallback callback) {
        if (unsavedSnapshot == null) {
            syncLog(callback);
            return;
        }
        snapshotFile.replace(RaftRecords.snapshot(unsavedSnapshot));
        unsavedSnapshot = null;
        snapshotFile.sync(failure -> {
            if (failure != null) {
                callback.synced(failure);
            } else if (unsavedSnapshot != null) {
                // One more came meanwhile, and the log may already begin after it.
                sync(callback);
            } else {
                syncLog(callback);
            }
        });
    }

    private void syncLog(SyncCallback callback) {
        if (owesRewrite) {
            owesRewrite = false;
            logFile.replace(RaftRecords.join(wholeLog()));
        } else {
            logFile.append(RaftRecords.join(unwritten));
        }
        unwritten.clear();
        logFile.sync(callback);
    }

    private List<ByteBuffer> wholeLog() {
        List<ByteBuffer> records = new ArrayList<>();
        records.add(RaftRecords.base(log.baseIndex(), log.baseTerm(), log.baseMembership()));
        records.add(RaftRecords.vote(term, votedFor));
        log.entries().forEach(entry -> records.add(RaftRecords.entry(entry)));
        return records;
    }

    private @Nullable RaftSnapshot loadSnapshot() {
        if (snapshotFile.length() == 0) {
            return null;
        }
        ByteBuffer bytes = snapshotFile.read(0, Math.toIntExact(snapshotFile.length()));
        ByteBuffer body = RaftRecords.nextBody(bytes);
        if (body == null || bytes.hasRemaining()) {
            // It is replaced in one step, so no power loss leaves half of it.
            throw new DiskException(SNAPSHOT_FILE + " is damaged");
        }
        return RaftRecords.readSnapshot(body);
    }

    private void replayLog() {
        ByteBuffer bytes = logFile.read(0, Math.toIntExact(logFile.length()));
        while (bytes.hasRemaining()) {
            int start = bytes.position();
            ByteBuffer body = RaftRecords.nextBody(bytes);
            if (body == null) {
                cutTail(bytes, start);
                return;
            }
            RaftRecords.replay(body, this::replayBase, this::replayVote, this::replayEntry);
        }
    }

    private void cutTail(ByteBuffer bytes, int start) {
        if (bytes.hasRemaining()) {
            throw new DiskException(LOG_FILE + " is damaged at byte " + start + ", with records behind it");
        }
        journal.record("raft-log-tail-cut", "from=" + start + " length=" + logFile.length());
        logFile.truncate(start);
    }

    private void replayBase(long index, long baseTerm, Membership membership) {
        log = new RaftLog(index, baseTerm, membership);
    }

    private void replayVote(long savedTerm, @Nullable NodeName savedVote) {
        term = savedTerm;
        votedFor = savedVote;
    }

    private void replayEntry(LogEntry entry) {
        if (entry.index() <= log.baseIndex() || entry.index() > log.lastIndex() + 1) {
            throw new DiskException(LOG_FILE + " has entry " + entry.index() + " where it goes from " + log.baseIndex()
                    + " to " + log.lastIndex());
        }
        log.append(List.of(entry));
    }
}

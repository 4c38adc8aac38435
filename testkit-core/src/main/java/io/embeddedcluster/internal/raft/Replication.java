package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftMessage.AppendEntries;
import io.embeddedcluster.internal.raft.RaftMessage.AppendReply;
import io.embeddedcluster.internal.raft.RaftMessage.InstallSnapshot;
import java.util.List;

/**
 * What a leader knows of one follower, and what it sends it.
 *
 * <pre>{@code
 *             accepted                      rejected, or silent
 *  PROBING ------------> STREAMING  -------------------------> PROBING
 *     \  needs entries that are compacted                         ^
 *      \---------------> SNAPSHOT -----------installed----> STREAMING
 * }</pre>
 *
 * Streaming sends entries without waiting for answers, up to a window (thesis §10.2.1); probing waits for each.
 */
final class Replication {

    private static final int MAX_BATCH_BYTES = 1 << 20;
    /** How many entries may be on their way unanswered. */
    private static final long WINDOW_ENTRIES = 4_000;

    private final RaftCore core;
    private final NodeName peer;
    private final long silenceNanos;
    private Mode mode = Mode.PROBING;
    private long nextIndex;
    private long matchIndex;
    private long lastHeard;
    private long sequence;
    /** Rejections of anything sent up to here are old news. */
    private long settledSequence;

    private long acceptedSequence;
    private long commitSent;
    private boolean awaitsAnswer;
    private long snapshotIndex;
    private long snapshotDeadline;

    private enum Mode {
        PROBING,
        STREAMING,
        SNAPSHOT
    }

    Replication(RaftCore core, NodeName peer) {
        this.core = core;
        this.peer = peer;
        this.silenceNanos = core.spec().electionTimeoutMax().toNanos();
        this.nextIndex = core.log().lastIndex() + 1;
        this.lastHeard = core.now();
    }

    NodeName peer() {
        return peer;
    }

    /** {@return up to where the follower's log is known to be this one, on its disk} */
    long matchIndex() {
        return matchIndex;
    }

    /** {@return whether the follower has answered within an election timeout} */
    boolean isHeard() {
        return core.now() - lastHeard < silenceNanos;
    }

    /** Shows the follower that its leader lives, and finds out what was lost on the way. */
    void heartbeat() {
        if (mode == Mode.STREAMING && !isHeard()) {
            probeFrom(matchIndex + 1);
        }
        if (mode == Mode.SNAPSHOT && core.now() >= snapshotDeadline) {
            mode = Mode.PROBING;
            awaitsAnswer = false;
        } else if (mode == Mode.SNAPSHOT) {
            // It cannot take entries now; position 0 matches any log and says nothing about it.
            core.send(peer, new AppendEntries(core.term(), ++sequence, 0, 0, 0, List.of()));
        } else if (nextIndex > core.log().baseIndex()) {
            awaitsAnswer = true;
            sendEntries(List.of());
        }
    }

    /** Sends what there is to send. */
    void flush() {
        if (mode == Mode.SNAPSHOT) {
            return;
        }
        if (nextIndex <= core.log().baseIndex()) {
            sendSnapshot();
        } else if (mode == Mode.STREAMING) {
            stream();
        } else if (!awaitsAnswer) {
            awaitsAnswer = true;
            sendEntries(nextBatch());
        }
    }

    private void stream() {
        long lastIndex = core.log().lastIndex();
        while (nextIndex <= lastIndex && nextIndex - 1 - matchIndex < WINDOW_ENTRIES) {
            List<LogEntry> batch = nextBatch();
            sendEntries(batch);
            nextIndex += batch.size();
        }
        if (commitSent < core.commitIndex()) {
            sendEntries(List.of());
        }
    }

    private List<LogEntry> nextBatch() {
        return core.log().entriesFrom(nextIndex, core.spec().maxBatchEntries(), MAX_BATCH_BYTES);
    }

    private void sendEntries(List<LogEntry> entries) {
        long previousIndex = nextIndex - 1;
        commitSent = core.commitIndex();
        core.send(
                peer,
                new AppendEntries(
                        core.term(),
                        ++sequence,
                        previousIndex,
                        core.log().termAt(previousIndex),
                        core.commitIndex(),
                        entries));
    }

    private void sendSnapshot() {
        RaftSnapshot snapshot = core.snapshot();
        if (snapshot == null) {
            throw new IllegalStateException("log begins after " + core.log().baseIndex() + " without a snapshot");
        }
        mode = Mode.SNAPSHOT;
        snapshotIndex = snapshot.lastIndex();
        snapshotDeadline = core.now() + silenceNanos;
        core.record("raft-snapshot-sent", "to=" + peer + " lastIndex=" + snapshotIndex);
        core.send(peer, new InstallSnapshot(core.term(), ++sequence, snapshot));
    }

    void onReply(AppendReply reply) {
        lastHeard = core.now();
        if (reply.isAccepted()) {
            onAccepted(reply);
        } else if (mode != Mode.SNAPSHOT && reply.sequence() > settledSequence) {
            onRejected(reply);
        }
    }

    private void onAccepted(AppendReply reply) {
        acceptedSequence = Math.max(acceptedSequence, reply.sequence());
        matchIndex = Math.max(matchIndex, reply.index());
        if (mode == Mode.SNAPSHOT && matchIndex < snapshotIndex) {
            return;
        }
        nextIndex = Math.max(nextIndex, matchIndex + 1);
        mode = Mode.STREAMING;
        awaitsAnswer = false;
    }

    /** §5.3: goes back to where the logs may agree, by whole terms, and tries there. */
    private void onRejected(AppendReply reply) {
        long agreed = core.log()
                .lastIndexWithTermAtMost(Math.min(reply.index(), core.log().lastIndex()), reply.indexTerm());
        if (agreed == core.log().baseIndex() && core.log().baseTerm() > reply.indexTerm()) {
            // They differ even there, and what is before is compacted: only the snapshot helps.
            agreed--;
        }
        if (agreed < matchIndex) {
            if (reply.sequence() < acceptedSequence) {
                return;
            }
            // The follower had this once: its disk was wiped, or an older message overtook a newer one.
            matchIndex = agreed;
        }
        probeFrom(agreed + 1);
    }

    private void probeFrom(long index) {
        mode = Mode.PROBING;
        nextIndex = index;
        settledSequence = sequence;
        awaitsAnswer = false;
    }
}

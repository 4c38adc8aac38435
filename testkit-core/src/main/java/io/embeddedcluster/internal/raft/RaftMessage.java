package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What nodes of a group tell each other. Each message may be lost, late, doubled or overtaken; all handling is idempotent.
 *
 * @spec https://raft.github.io/raft.pdf Raft paper, figures 2 and 13
 */
sealed interface RaftMessage {

    /** Hands the message to the method that handles its kind. */
    void deliver(NodeName from, Receiver receiver);

    /** One method per kind of message. */
    interface Receiver {
        void onRequestVote(NodeName from, RequestVote request);

        void onRequestVoteReply(NodeName from, RequestVoteReply reply);

        void onAppendEntries(NodeName from, AppendEntries request);

        void onInstallSnapshot(NodeName from, InstallSnapshot request);

        void onAppendReply(NodeName from, AppendReply reply);

        void onTimeoutNow(NodeName from, TimeoutNow request);

        void onAttend(NodeName from, Attend request);

        void onApplicationMessage(NodeName from, ApplicationMessage message);
    }

    /**
     * Asks for a vote (§5.2), or whether one would be given (thesis §9.6).
     *
     * @param term of the election; for a pre-vote the term that would begin
     * @param isTransfer whether the leader itself has asked for this election (thesis §3.10)
     */
    record RequestVote(long term, long lastIndex, long lastTerm, boolean isPreVote, boolean isTransfer)
            implements RaftMessage {
        @Override
        public void deliver(NodeName from, Receiver receiver) {
            receiver.onRequestVote(from, this);
        }
    }

    /**
     * Answers a {@link RequestVote}.
     *
     * @param term the voter's own; for a granted pre-vote the one that was asked for
     * @param commitIndex of the last entry that the voter knows to be committed
     * @param commitTerm of that entry
     */
    record RequestVoteReply(long term, boolean isPreVote, boolean isGranted, long commitIndex, long commitTerm)
            implements RaftMessage {
        @Override
        public void deliver(NodeName from, Receiver receiver) {
            receiver.onRequestVoteReply(from, this);
        }
    }

    /**
     * Replicates entries and shows that the leader lives (§5.3).
     *
     * @param sequence counts what this leader sends this follower, so that an overtaken answer is known as such
     * @param previousIndex of the entry before these; 0 at the beginning, where it always matches
     */
    record AppendEntries(
            long term, long sequence, long previousIndex, long previousTerm, long commitIndex, List<LogEntry> entries)
            implements RaftMessage {
        public AppendEntries {
            entries = List.copyOf(entries);
        }

        long lastIndex() {
            return previousIndex + entries.size();
        }

        @Override
        public void deliver(NodeName from, Receiver receiver) {
            receiver.onAppendEntries(from, this);
        }
    }

    /** Replaces the log of a follower for whom the leader no longer has the entries (§7); whole, in one message. */
    record InstallSnapshot(long term, long sequence, RaftSnapshot snapshot) implements RaftMessage {
        @Override
        public void deliver(NodeName from, Receiver receiver) {
            receiver.onInstallSnapshot(from, this);
        }
    }

    /**
     * Answers {@link AppendEntries} and {@link InstallSnapshot}.
     *
     * @param sequence of what is answered
     * @param index where accepted: up to where the logs are known to match; else where the leader may try next
     * @param indexTerm the follower's term at that index; 0 where accepted
     */
    record AppendReply(long term, long sequence, boolean isAccepted, long index, long indexTerm)
            implements RaftMessage {
        @Override
        public void deliver(NodeName from, Receiver receiver) {
            receiver.onAppendReply(from, this);
        }
    }

    /** Asks a follower to stand for election at once (thesis §3.10). */
    record TimeoutNow(long term) implements RaftMessage {
        @Override
        public void deliver(NodeName from, Receiver receiver) {
            receiver.onTimeoutNow(from, this);
        }
    }

    /**
     * Asks whoever leads to send a node the log: from one that hears no leader, and may not be known to any. Who follows a
     * leader tells it, once, so that no question goes in circles.
     *
     * @param node who wants the log
     */
    record Attend(NodeName node) implements RaftMessage {
        @Override
        public void deliver(NodeName from, Receiver receiver) {
            receiver.onAttend(from, this);
        }
    }

    /** A message between the applications, which consensus only carries. */
    record ApplicationMessage(ByteBuffer payload) implements RaftMessage {
        @Override
        public void deliver(NodeName from, Receiver receiver) {
            receiver.onApplicationMessage(from, this);
        }
    }
}

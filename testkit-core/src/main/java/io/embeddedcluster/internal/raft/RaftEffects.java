package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What comes out of the core. None of these calls back into it. */
interface RaftEffects {

    void send(NodeName to, RaftMessage message);

    /** Writes term and vote; durable when the driver says so. */
    void saveVote(long term, @Nullable NodeName votedFor);

    /** Writes entries, which replace all from the first one's index on. */
    void saveEntries(List<LogEntry> entries);

    /** Writes a snapshot, and after it the log as it is then. */
    void saveSnapshot(RaftSnapshot snapshot);

    /** Applies a committed entry. */
    void apply(LogEntry entry);

    /** {@return the state after the last applied entry} */
    ByteBuffer takeSnapshot();

    /** Replaces the application's state. */
    void restore(RaftSnapshot snapshot);

    void roleChanged(RaftRole role, long term, @Nullable NodeName leader);

    /** Takes down a decision in the journal. */
    void record(String kind, String detail);
}

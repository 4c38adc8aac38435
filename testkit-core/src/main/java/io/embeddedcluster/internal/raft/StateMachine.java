package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the replicated log is for: the same entries in the same order give the same state on every node.
 *
 * <p>Threading: called on the node's event loop, from within {@link RaftNode}. Calling {@link RaftNode#propose} and
 * {@link RaftNode#send} from here is fine: both only queue.
 */
public interface StateMachine {

    /**
     * Applies one committed entry: in order, each exactly once in a run, after {@link #restore} where there was a
     * snapshot. No-op entries are not passed here but to {@link #termStarted}.
     *
     * @param index of the entry in the log; indexes skip those of no-ops
     * @param term in which a leader made the entry
     * @param entry the bytes proposed; read-only, may be kept
     */
    void apply(long index, long term, ByteBuffer entry);

    /** Tells that the no-op with which a leader starts its term was committed: entries of that term follow it. */
    default void termStarted(long index, long term) {}

    /** {@return the state after the last applied entry; not modified afterwards} */
    ByteBuffer snapshot();

    /**
     * Replaces the whole state: at the start of a run, and where this node was too far behind to be sent entries.
     *
     * @param snapshot as {@link #snapshot()} gave it here or on another node; read-only, may be kept
     * @param lastIndex of the last entry that it contains
     * @param lastTerm of that entry
     */
    void restore(ByteBuffer snapshot, long lastIndex, long lastTerm);

    /**
     * Tells a change of role, term or known leader.
     *
     * @param role {@link RaftRole#LEADER} only once this leader's own no-op is committed and applied here, when it may
     *     serve; a candidate until then
     * @param leader of that term, as far as known: this node itself from when it may serve
     */
    void roleChanged(RaftRole role, long term, @Nullable NodeName leader);
}

package io.embeddedcluster.internal.raft;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the application wants in the log.
 *
 * @param command not modified afterwards
 * @param membership who shall take part from there on; null where that does not change
 */
record Proposal(ByteBuffer command, @Nullable Membership membership) {

    LogEntry at(long index, long term) {
        return membership == null ? LogEntry.of(index, term, command) : LogEntry.of(index, term, membership, command);
    }
}

package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import org.jspecify.annotations.Nullable;

/**
 * What survives a run (figure 2, persistent state).
 *
 * @param snapshot the newest, or null where there was none yet
 * @param log its base is at most the snapshot's last index
 */
record RaftState(
        long term, @Nullable NodeName votedFor, @Nullable RaftSnapshot snapshot, RaftLog log) {

    boolean isFirstBoot() {
        return term == 0 && snapshot == null && log.lastIndex() == 0;
    }
}

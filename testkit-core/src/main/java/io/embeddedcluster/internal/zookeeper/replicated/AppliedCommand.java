package io.embeddedcluster.internal.zookeeper.replicated;

import io.embeddedcluster.internal.observer.EntryApplied;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;

/**
 * An entry that a server of an ensemble has applied.
 *
 * @param entry what came out of the log
 * @param result how it ended
 * @param state what it was applied to; it goes on once the observer has been told
 */
public record AppliedCommand(CommandEntry entry, WriteResult result, ReplicatedState state) implements EntryApplied {

    @Override
    public long zxid() {
        return state.lastZxid();
    }

    @Override
    public String toString() {
        return entry.command().getClass().getSimpleName() + " at zxid 0x" + Long.toHexString(zxid()) + ": "
                + result.error();
    }
}

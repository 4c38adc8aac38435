package io.embeddedcluster.internal.zookeeper.replicated;

import io.embeddedcluster.internal.zookeeper.handler.WriteResult;

/** Is told what comes out of the log of one server: the truth that checkers compare clients' experience with. */
@FunctionalInterface
public interface AppliedListener {

    /** The entry was applied; the state is as it left it, and nobody was answered yet. */
    void applied(CommandEntry entry, WriteResult result, ReplicatedState state);
}

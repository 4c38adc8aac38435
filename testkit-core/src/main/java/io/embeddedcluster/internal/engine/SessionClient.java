package io.embeddedcluster.internal.engine;

import java.util.List;

/**
 * The client of a session, as the server knows it that it is connected to.
 *
 * @param peer who it is: a node's name, or {@code client} and its address
 * @param watches what it watches there, by path
 */
public record SessionClient(String peer, List<Watch> watches) {

    /** Copies the list. */
    public SessionClient {
        watches = List.copyOf(watches);
    }

    /**
     * One watch.
     *
     * @param path of the znode, which need not exist
     * @param kind what it waits for
     */
    public record Watch(String path, WatchKind kind) {}

    /** What a watch waits for. */
    public enum WatchKind {
        /** The next change of the data or of the existence of the znode. */
        DATA,
        /** The next change of the list of children. */
        CHILDREN,
        /** Every change of the znode and of its list of children. */
        PERSISTENT,
        /** Every change of the znode and of all below it. */
        PERSISTENT_RECURSIVE
    }
}

package io.embeddedcluster;

/**
 * One watch of a session, as its server has it.
 *
 * @param path of the znode, which need not exist
 * @param kind what it waits for
 */
public record WatchView(String path, Kind kind) {

    /** What a watch waits for. */
    public enum Kind {
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

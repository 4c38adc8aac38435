package io.embeddedcluster.internal.zookeeper.wire;

import org.jspecify.annotations.Nullable;

/** Whether a persistent watch covers one znode or all below it, too. */
public enum AddWatchMode {
    /** The znode and its list of children. */
    PERSISTENT(0),
    /** The znode and all below it, without events about lists of children. */
    PERSISTENT_RECURSIVE(1);

    private final int code;

    AddWatchMode(int code) {
        this.code = code;
    }

    /** {@return the number on the wire} */
    public int code() {
        return code;
    }

    /** {@return the mode of that number, or null where ZooKeeper has none} */
    public static @Nullable AddWatchMode of(int code) {
        return switch (code) {
            case 0 -> PERSISTENT;
            case 1 -> PERSISTENT_RECURSIVE;
            default -> null;
        };
    }
}

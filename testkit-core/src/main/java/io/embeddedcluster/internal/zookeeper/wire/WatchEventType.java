package io.embeddedcluster.internal.zookeeper.wire;

/** What a watch event says has happened to its path. */
public enum WatchEventType {
    NODE_CREATED(1),
    NODE_DELETED(2),
    NODE_DATA_CHANGED(3),
    NODE_CHILDREN_CHANGED(4),
    DATA_WATCH_REMOVED(5),
    CHILD_WATCH_REMOVED(6),
    PERSISTENT_WATCH_REMOVED(7);

    private final int code;

    WatchEventType(int code) {
        this.code = code;
    }

    /** {@return the number on the wire} */
    public int code() {
        return code;
    }

    /** {@return the type of that number} */
    public static WatchEventType of(int code) {
        if (code < 1 || code > values().length) {
            throw new JuteFormatException("watch event of unknown type " + code);
        }
        return values()[code - 1];
    }
}

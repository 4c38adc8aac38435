package io.embeddedcluster.internal.zookeeper.watch;

import org.jspecify.annotations.Nullable;

/** Which watches a client asks about or wants removed. */
public enum WatchType {
    CHILDREN(1),
    DATA(2),
    ANY(3),
    PERSISTENT(4),
    PERSISTENT_RECURSIVE(5);

    private final int code;

    WatchType(int code) {
        this.code = code;
    }

    /** {@return the number on the wire} */
    public int code() {
        return code;
    }

    /** {@return the type of that number, or null where ZooKeeper has none} */
    public static @Nullable WatchType of(int code) {
        for (WatchType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }
}

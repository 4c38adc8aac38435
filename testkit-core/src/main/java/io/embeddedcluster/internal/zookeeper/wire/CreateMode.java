package io.embeddedcluster.internal.zookeeper.wire;

import org.jspecify.annotations.Nullable;

/** How long a new znode lives, and whether the server completes its name with a number. */
public enum CreateMode {
    PERSISTENT(0, false, false),
    EPHEMERAL(1, true, false),
    PERSISTENT_SEQUENTIAL(2, false, true),
    EPHEMERAL_SEQUENTIAL(3, true, true),
    CONTAINER(4, false, false),
    PERSISTENT_WITH_TTL(5, false, false),
    PERSISTENT_SEQUENTIAL_WITH_TTL(6, false, true);

    private final int flags;
    private final boolean ephemeral;
    private final boolean sequential;

    CreateMode(int flags, boolean ephemeral, boolean sequential) {
        this.flags = flags;
        this.ephemeral = ephemeral;
        this.sequential = sequential;
    }

    /** {@return the number on the wire} */
    public int flags() {
        return flags;
    }

    /** {@return whether the znode goes with the session that made it} */
    public boolean isEphemeral() {
        return ephemeral;
    }

    /** {@return whether the server appends a number to the name} */
    public boolean isSequential() {
        return sequential;
    }

    /** {@return whether the server deletes the znode once it is empty and old} */
    public boolean isTtl() {
        return this == PERSISTENT_WITH_TTL || this == PERSISTENT_SEQUENTIAL_WITH_TTL;
    }

    /** {@return whether the server deletes the znode once its last child has gone} */
    public boolean isContainer() {
        return this == CONTAINER;
    }

    /** {@return the mode of that number, or null where ZooKeeper has none} */
    public static @Nullable CreateMode of(int flags) {
        return flags >= 0 && flags < values().length ? values()[flags] : null;
    }
}

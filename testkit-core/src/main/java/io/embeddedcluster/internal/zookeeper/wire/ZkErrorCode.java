package io.embeddedcluster.internal.zookeeper.wire;

/** How an operation ended: the {@code err} of a reply header, and what a client says when no reply came. */
public enum ZkErrorCode {
    OK(0),
    SYSTEM_ERROR(-1),
    RUNTIME_INCONSISTENCY(-2),
    DATA_INCONSISTENCY(-3),
    CONNECTION_LOSS(-4),
    MARSHALLING_ERROR(-5),
    UNIMPLEMENTED(-6),
    OPERATION_TIMEOUT(-7),
    BAD_ARGUMENTS(-8),
    UNKNOWN_SESSION(-12),
    NEW_CONFIG_NO_QUORUM(-13),
    RECONFIG_IN_PROGRESS(-14),
    API_ERROR(-100),
    NO_NODE(-101),
    NO_AUTH(-102),
    BAD_VERSION(-103),
    NO_CHILDREN_FOR_EPHEMERALS(-108),
    NODE_EXISTS(-110),
    NOT_EMPTY(-111),
    SESSION_EXPIRED(-112),
    INVALID_CALLBACK(-113),
    INVALID_ACL(-114),
    AUTH_FAILED(-115),
    SESSION_MOVED(-118),
    NOT_READ_ONLY(-119),
    EPHEMERAL_ON_LOCAL_SESSION(-120),
    NO_WATCHER(-121),
    REQUEST_TIMEOUT(-122),
    RECONFIG_DISABLED(-123),
    SESSION_CLOSED_REQUIRE_SASL_AUTH(-124),
    QUOTA_EXCEEDED(-125),
    THROTTLED_OP(-127);

    private final int code;

    ZkErrorCode(int code) {
        this.code = code;
    }

    /** {@return the number on the wire} */
    public int code() {
        return code;
    }

    /** {@return whether this is no error} */
    public boolean isOk() {
        return this == OK;
    }

    /** {@return whether it is certain what became of the operation: done where this is OK, and not done otherwise} */
    public boolean isDefinite() {
        return switch (this) {
            case CONNECTION_LOSS, OPERATION_TIMEOUT, REQUEST_TIMEOUT, SESSION_EXPIRED -> false;
            default -> true;
        };
    }

    /** {@return the error of that number; {@link #SYSTEM_ERROR} where ZooKeeper has none} */
    public static ZkErrorCode of(int code) {
        for (ZkErrorCode error : values()) {
            if (error.code == code) {
                return error;
            }
        }
        return SYSTEM_ERROR;
    }
}

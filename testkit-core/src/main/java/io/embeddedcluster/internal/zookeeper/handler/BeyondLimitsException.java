package io.embeddedcluster.internal.zookeeper.handler;

/** Something that a ZooKeeper server would do and that servers here do not: refused, but after all that ZooKeeper refuses. */
final class BeyondLimitsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    BeyondLimitsException(String message) {
        super(message);
    }
}

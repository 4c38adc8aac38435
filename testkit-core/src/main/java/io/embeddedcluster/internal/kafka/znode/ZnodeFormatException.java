package io.embeddedcluster.internal.kafka.znode;

/** A znode holds what Kafka would not have written there. */
public final class ZnodeFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ZnodeFormatException(String what, String text, Throwable cause) {
        super(what + " is malformed: " + text, cause);
    }
}

package io.embeddedcluster.internal.config;

/** A configuration has an unknown name or a value that is not allowed; the message is the one Kafka gives. */
public final class InvalidConfigException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** Says so in that message. */
    public InvalidConfigException(String message) {
        super(message);
    }
}

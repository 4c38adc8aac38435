package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.kafka.model.ErrorCode;

/** A topic of a request is refused, for a reason that goes into the response; never leaves this package. */
final class TopicRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ErrorCode error;

    TopicRefusedException(ErrorCode error, String message) {
        super(message, null, false, false);
        this.error = error;
    }

    ErrorCode error() {
        return error;
    }

    /** {@return the reason, in Kafka's words} */
    String reason() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}

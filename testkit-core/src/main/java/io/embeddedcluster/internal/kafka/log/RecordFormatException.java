package io.embeddedcluster.internal.kafka.log;

import io.embeddedcluster.internal.kafka.model.ErrorCode;

/** The bytes of a record batch are not as the format demands, or nothing here can decompress them. */
public final class RecordFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode error;

    RecordFormatException(ErrorCode error, String message) {
        super(message);
        this.error = error;
    }

    RecordFormatException(ErrorCode error, String message, Throwable cause) {
        super(message, cause);
        this.error = error;
    }

    /** {@return what a broker answers to a producer that sends such bytes} */
    public ErrorCode error() {
        return error;
    }
}

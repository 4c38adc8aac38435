package io.embeddedcluster.internal.engine;

/** There is nobody to ask what a check has to know. The message says who is missing and what to do. */
public final class CheckImpossibleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what is missing. */
    public CheckImpossibleException(String message) {
        super(message);
    }
}

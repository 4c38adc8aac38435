package io.embeddedcluster;

/** Something about the cluster is not as the test asked for; the message says what, and what the cluster looked like. */
public class TestkitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what went wrong. */
    public TestkitException(String message) {
        super(message);
    }

    /** Says what went wrong, and why. */
    public TestkitException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.embeddedcluster.internal.engine;

/**
 * An engine could not do what it was asked for, though there was nothing wrong with the question: it took too long, a port
 * is taken, nobody is there to ask, the thread was interrupted. The message says which. To the user it is a TestkitException.
 */
public final class EngineException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** Says what could not be done. */
    public EngineException(String message) {
        super(message);
    }

    /** Says what could not be done, and why. */
    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}

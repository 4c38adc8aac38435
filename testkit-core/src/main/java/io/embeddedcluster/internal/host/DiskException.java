package io.embeddedcluster.internal.host;

/** The disk refused a write, a read or a sync: an injected fault, or a real disk in directory mode. */
public final class DiskException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what was refused and on which file. */
    public DiskException(String message) {
        super(message);
    }

    /** Says what was refused and on which file, with the operating system's reason. */
    public DiskException(String message, Throwable cause) {
        super(message, cause);
    }
}

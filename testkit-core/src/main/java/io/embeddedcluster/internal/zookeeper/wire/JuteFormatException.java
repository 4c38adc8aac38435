package io.embeddedcluster.internal.zookeeper.wire;

/** Bytes that are not what the protocol allows at this place. The message names the field and its position. */
public final class JuteFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what is wrong and where. */
    public JuteFormatException(String message) {
        super(message);
    }
}

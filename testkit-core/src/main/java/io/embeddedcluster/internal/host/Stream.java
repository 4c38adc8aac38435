package io.embeddedcluster.internal.host;

import java.nio.ByteBuffer;

/**
 * One end of an ordered, bidirectional stream of bytes, as TCP gives it.
 *
 * <p>Backlog is bounded: a sender whose peer does not read is reset above {@link #MAX_BACKLOG_BYTES}.
 */
public interface Stream {

    /** How much may wait to be sent before the stream is reset, in bytes. */
    long MAX_BACKLOG_BYTES = 256L << 20;

    /** {@return who is at the other end: {@code broker-2}, or {@code client 127.0.0.1:40112}} */
    String peer();

    /** {@return whether the other end is a node of this cluster, not a client from outside} */
    boolean isInternal();

    /** {@return the local address that a client connected to, as {@code host:port}} */
    String localAddress();

    /** {@return whether bytes can still be sent} */
    boolean isOpen();

    /**
     * Sends the remaining bytes of the buffers, in order, as one piece. Neither buffers nor bytes are modified afterwards
     * by the caller. Ignored where the stream is closed.
     */
    void send(ByteBuffer... buffers);

    /** Closes after everything sent has gone. The own handler hears nothing more. */
    void close();

    /** Drops the stream at once: the peer sees a connection reset. The own handler hears nothing more. */
    void reset();

    /** Stops or goes on to deliver bytes to the handler; what arrives meanwhile stays on the other side. */
    void reading(boolean enabled);
}

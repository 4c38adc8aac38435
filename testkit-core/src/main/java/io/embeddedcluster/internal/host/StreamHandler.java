package io.embeddedcluster.internal.host;

import java.nio.ByteBuffer;

/** Is told what happens on one {@link Stream}. */
public interface StreamHandler {

    /** The stream that this side asked for is open. Not called on the accepting side. */
    default void onOpen() {}

    /** Bytes have arrived, cut at no particular place. They may be kept: nobody modifies them. */
    void onBytes(ByteBuffer bytes);

    /**
     * The stream ended, not by this side: closed or reset by the peer, refused, or never opened. Called once, last.
     *
     * @param reason in words, for the journal
     */
    void onClosed(String reason);
}

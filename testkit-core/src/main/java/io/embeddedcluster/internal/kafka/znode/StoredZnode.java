package io.embeddedcluster.internal.kafka.znode;

import java.nio.charset.StandardCharsets;

/**
 * A znode as it was read.
 *
 * @param text its data
 * @param version number of changes of its data
 * @param createdZxid zxid that created it
 * @param modifiedZxid zxid that last changed its data
 * @param ephemeralOwner the session it lives with, or 0
 */
public record StoredZnode(String text, int version, long createdZxid, long modifiedZxid, long ephemeralOwner) {

    /** Returns the bytes of a znode with that text. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

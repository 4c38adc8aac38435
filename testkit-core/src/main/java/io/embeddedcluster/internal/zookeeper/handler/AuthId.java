package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;

/**
 * An identity that a client has proved, and that an ACL can name.
 *
 * @param scheme by which authentication scheme: {@code ip}, {@code digest} …
 * @param id the identity within the scheme: an address, a user's name and digest …
 */
public record AuthId(String scheme, String id) {

    /** The least number of bytes that one takes. */
    public static final int MIN_BYTES = 2 * Integer.BYTES;

    /** What a super user is, beside what it has proved. */
    public static final AuthId SUPER = new AuthId("super", "");

    /** {@return whether no ACL restricts a client with this identity} */
    boolean isSuper() {
        return scheme.equals(SUPER.scheme);
    }

    /** Reads one. */
    public static AuthId read(JuteReader in) {
        return new AuthId(in.readString("scheme"), in.readString("id"));
    }

    /** Writes this one. */
    public void write(JuteWriter out) {
        out.writeString(scheme).writeString(id);
    }
}

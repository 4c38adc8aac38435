package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;

/**
 * Something that a client has proved about itself.
 *
 * @param scheme how: {@code ip}, {@code digest} …
 * @param id what
 */
public record AuthId(String scheme, String id) {

    /** The least number of bytes that one takes. */
    public static final int MIN_BYTES = 2 * Integer.BYTES;

    /** What a super user is, beside what it has proved. */
    static final AuthId SUPER = new AuthId("super", "");

    /** {@return whether ACLs do not hold for who has this} */
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

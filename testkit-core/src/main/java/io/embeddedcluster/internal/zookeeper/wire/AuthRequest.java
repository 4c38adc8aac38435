package io.embeddedcluster.internal.zookeeper.wire;

import org.jspecify.annotations.Nullable;

/**
 * Sends the credentials of a client.
 *
 * @param type always 0
 * @param scheme the authentication scheme: {@code digest} …
 * @param auth the credentials, in the form of the scheme
 */
@SuppressWarnings("ArrayRecordComponent") // jute buffers are never modified, and these records never compared
public record AuthRequest(int type, @Nullable String scheme, byte @Nullable [] auth) implements ZkRequest {

    /** Reads one. */
    public static AuthRequest read(JuteReader in) {
        return new AuthRequest(in.readInt("type"), in.readNullableString("scheme"), in.readBuffer("auth"));
    }

    @Override
    public OpCode op() {
        return OpCode.AUTH;
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(type).writeString(scheme).writeBuffer(auth);
    }
}

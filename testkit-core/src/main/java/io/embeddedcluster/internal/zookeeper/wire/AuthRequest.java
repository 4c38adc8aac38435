package io.embeddedcluster.internal.zookeeper.wire;

import org.jspecify.annotations.Nullable;

/**
 * Says who the client is.
 *
 * @param type always 0
 * @param scheme of the proof: {@code digest} …
 * @param auth the proof, as the scheme has it
 */
@SuppressWarnings("ArrayRecordComponent") // jute buffers are never modified, and nobody compares two of these
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

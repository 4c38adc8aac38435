package io.embeddedcluster.internal.zookeeper.wire;

import org.jspecify.annotations.Nullable;

/**
 * A step of a SASL login, of the client's side; that of the server has the same form.
 *
 * @param token as the mechanism has it; null where there is nothing more to say
 */
@SuppressWarnings("ArrayRecordComponent") // jute buffers are never modified, and nobody compares two of these
public record SaslRequest(byte @Nullable [] token) implements ZkRequest {

    /** Reads one. */
    public static SaslRequest read(JuteReader in) {
        return new SaslRequest(in.readBuffer("token"));
    }

    @Override
    public OpCode op() {
        return OpCode.SASL;
    }

    @Override
    public void write(JuteWriter out) {
        out.writeBuffer(token);
    }
}

package io.embeddedcluster.internal.zookeeper.wire;

import org.jspecify.annotations.Nullable;

/**
 * One step of a SASL login by the client; the server's answer has the same form.
 *
 * @param token in the form of the mechanism; null where the step carries none
 */
@SuppressWarnings("ArrayRecordComponent") // jute buffers are never modified, and these records never compared
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

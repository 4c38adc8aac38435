package io.embeddedcluster.internal.zookeeper.wire;

import org.jspecify.annotations.Nullable;

/**
 * The answer to {@link ConnectRequest}. A session that is over is answered with timeout 0 and session id 0.
 *
 * @param protocolVersion always 0
 * @param timeoutMillis the session timeout that holds
 * @param sessionId of the session
 * @param password of the session
 * @param readOnly whether this server only reads; null where the client is too old to be told
 */
@SuppressWarnings("ArrayRecordComponent") // jute buffers are never modified, and these records never compared
public record ConnectResponse(
        int protocolVersion,
        int timeoutMillis,
        long sessionId,
        byte @Nullable [] password,
        @Nullable Boolean readOnly) {

    /** Reads one. */
    public static ConnectResponse read(JuteReader in) {
        return new ConnectResponse(
                in.readInt("protocolVersion"),
                in.readInt("timeOut"),
                in.readLong("sessionId"),
                in.readBuffer("passwd"),
                in.remaining() > 0 ? in.readBoolean("readOnly") : null);
    }

    /** Writes this one. */
    public void write(JuteWriter out) {
        out.writeInt(protocolVersion)
                .writeInt(timeoutMillis)
                .writeLong(sessionId)
                .writeBuffer(password);
        if (readOnly != null) {
            out.writeBoolean(readOnly);
        }
    }
}

package io.embeddedcluster.internal.zookeeper.wire;

import org.jspecify.annotations.Nullable;

/**
 * The first frame of a client: it asks for a new session or goes on with its own.
 *
 * @param protocolVersion always 0
 * @param lastZxidSeen a server that is behind it must not serve this client
 * @param timeoutMillis the session timeout that the client would like
 * @param sessionId 0 for a new session
 * @param password of the session, 16 bytes
 * @param readOnly whether a read-only server will do; null where the client is too old to say
 */
@SuppressWarnings("ArrayRecordComponent") // jute buffers are never modified, and these records never compared
public record ConnectRequest(
        int protocolVersion,
        long lastZxidSeen,
        int timeoutMillis,
        long sessionId,
        byte @Nullable [] password,
        @Nullable Boolean readOnly) {

    /** How long a password is, in bytes. */
    public static final int PASSWORD_BYTES = 16;

    /** Reads one. */
    public static ConnectRequest read(JuteReader in) {
        return new ConnectRequest(
                in.readInt("protocolVersion"),
                in.readLong("lastZxidSeen"),
                in.readInt("timeOut"),
                in.readLong("sessionId"),
                in.readBuffer("passwd"),
                in.remaining() > 0 ? in.readBoolean("readOnly") : null);
    }

    /** Writes this one. */
    public void write(JuteWriter out) {
        out.writeInt(protocolVersion)
                .writeLong(lastZxidSeen)
                .writeInt(timeoutMillis)
                .writeLong(sessionId)
                .writeBuffer(password);
        if (readOnly != null) {
            out.writeBoolean(readOnly);
        }
    }
}

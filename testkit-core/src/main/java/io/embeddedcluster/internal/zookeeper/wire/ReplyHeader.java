package io.embeddedcluster.internal.zookeeper.wire;

/**
 * The header of a reply, or of a watch event.
 *
 * @param xid that of the request, or one of the special numbers here
 * @param zxid last transaction that the server had applied
 * @param err an error code; a body follows only where it is 0
 */
public record ReplyHeader(int xid, long zxid, int err) {

    /** A watch event, not a reply. */
    public static final int NOTIFICATION_XID = -1;

    /** A ping, and its reply. */
    public static final int PING_XID = -2;

    /** An authentication packet, and its reply. */
    public static final int AUTH_XID = -4;

    /** What a client sends to have its watches again, and its reply. */
    public static final int SET_WATCHES_XID = -8;

    /** Reads one. */
    public static ReplyHeader read(JuteReader in) {
        return new ReplyHeader(in.readInt("xid"), in.readLong("zxid"), in.readInt("err"));
    }

    /** Writes this one. */
    public void write(JuteWriter out) {
        out.writeInt(xid).writeLong(zxid).writeInt(err);
    }
}

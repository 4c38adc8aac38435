package io.embeddedcluster.internal.zookeeper.wire;

/**
 * The header of every request but the first.
 *
 * @param xid the client's number of this request
 * @param type the operation, see {@link OpCode}
 */
public record RequestHeader(int xid, int type) {

    /** Reads one. */
    public static RequestHeader read(JuteReader in) {
        return new RequestHeader(in.readInt("xid"), in.readInt("type"));
    }

    /** Writes this one. */
    public void write(JuteWriter out) {
        out.writeInt(xid).writeInt(type);
    }
}

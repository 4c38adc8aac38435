package io.embeddedcluster.internal.zookeeper.wire;

/**
 * What a znode tells about itself.
 *
 * @param czxid of the transaction that created it
 * @param mzxid of the transaction that last changed its data
 * @param ctime when it was created, in milliseconds since 1970
 * @param mtime when its data last changed, in milliseconds since 1970
 * @param version number of changes of its data
 * @param cversion number of changes of its children
 * @param aversion number of changes of its ACL
 * @param ephemeralOwner session that it lives with, or 0; the high bits tell containers and TTL nodes
 * @param dataLength in bytes
 * @param numChildren how many children it has
 * @param pzxid of the transaction that last created or deleted a child
 */
public record Stat(
        long czxid,
        long mzxid,
        long ctime,
        long mtime,
        int version,
        int cversion,
        int aversion,
        long ephemeralOwner,
        int dataLength,
        int numChildren,
        long pzxid) {

    /** Reads one. */
    public static Stat read(JuteReader in) {
        return new Stat(
                in.readLong("czxid"),
                in.readLong("mzxid"),
                in.readLong("ctime"),
                in.readLong("mtime"),
                in.readInt("version"),
                in.readInt("cversion"),
                in.readInt("aversion"),
                in.readLong("ephemeralOwner"),
                in.readInt("dataLength"),
                in.readInt("numChildren"),
                in.readLong("pzxid"));
    }

    /** Writes this one. */
    public void write(JuteWriter out) {
        out.writeLong(czxid)
                .writeLong(mzxid)
                .writeLong(ctime)
                .writeLong(mtime)
                .writeInt(version)
                .writeInt(cversion)
                .writeInt(aversion)
                .writeLong(ephemeralOwner)
                .writeInt(dataLength)
                .writeInt(numChildren)
                .writeLong(pzxid);
    }
}

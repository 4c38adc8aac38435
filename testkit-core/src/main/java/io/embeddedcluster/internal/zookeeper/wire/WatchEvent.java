package io.embeddedcluster.internal.zookeeper.wire;

/**
 * Tells a client that something it watches has changed.
 *
 * @param type what happened
 * @param path of the znode that changed, not of the watch
 * @param zxid of the transaction, or -1 where the server does not tell
 */
public record WatchEvent(WatchEventType type, String path, long zxid) {

    /** The state of the session that comes with every event of a server that serves: connected. */
    private static final int SYNC_CONNECTED = 3;

    /** Reads the body of an event whose header said {@code zxid}. */
    public static WatchEvent read(JuteReader in, long zxid) {
        WatchEventType type = WatchEventType.of(in.readInt("type"));
        in.readInt("state");
        return new WatchEvent(type, in.readString("path"), zxid);
    }

    /** Writes the body. */
    public void write(JuteWriter out) {
        out.writeInt(type.code()).writeInt(SYNC_CONNECTED).writeString(path);
    }
}

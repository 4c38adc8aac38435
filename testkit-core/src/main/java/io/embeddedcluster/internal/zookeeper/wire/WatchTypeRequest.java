package io.embeddedcluster.internal.zookeeper.wire;

/**
 * Asks whether the session has such watches (checkWatches), or that they be removed (removeWatches).
 *
 * @param op which of the two
 * @param path of the watches
 * @param type 1 children, 2 data, 3 any, 4 persistent, 5 persistent recursive
 */
public record WatchTypeRequest(OpCode op, String path, int type) implements ZkRequest {

    static WatchTypeRequest read(OpCode op, JuteReader in) {
        return new WatchTypeRequest(op, in.readString("path"), in.readInt("type"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path).writeInt(type);
    }
}

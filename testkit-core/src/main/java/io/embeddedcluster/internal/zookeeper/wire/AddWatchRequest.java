package io.embeddedcluster.internal.zookeeper.wire;

/**
 * Asks for a persistent watch.
 *
 * @param path of the znode, which need not exist
 * @param mode see {@link AddWatchMode}
 */
public record AddWatchRequest(String path, int mode) implements ZkRequest {

    static AddWatchRequest read(JuteReader in) {
        return new AddWatchRequest(in.readString("path"), in.readInt("mode"));
    }

    @Override
    public OpCode op() {
        return OpCode.ADD_WATCH;
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path).writeInt(mode);
    }
}

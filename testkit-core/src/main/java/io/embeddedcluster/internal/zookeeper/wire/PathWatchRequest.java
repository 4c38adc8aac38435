package io.embeddedcluster.internal.zookeeper.wire;

/**
 * A read that can leave a one-shot watch: exists, getData, getChildren, getChildren2.
 *
 * @param op which of them
 * @param path of the znode
 * @param watch whether to tell of the next change
 */
public record PathWatchRequest(OpCode op, String path, boolean watch) implements ZkRequest {

    static PathWatchRequest read(OpCode op, JuteReader in) {
        return new PathWatchRequest(op, in.readString("path"), in.readBoolean("watch"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path).writeBoolean(watch);
    }
}

package io.embeddedcluster.internal.zookeeper.wire;

/**
 * Asks that a znode without children be deleted.
 *
 * @param path of the znode
 * @param version that its data must have, or -1 for any
 */
public record DeleteRequest(String path, int version) implements ZkRequest {

    static DeleteRequest read(JuteReader in) {
        return new DeleteRequest(in.readString("path"), in.readInt("version"));
    }

    @Override
    public OpCode op() {
        return OpCode.DELETE;
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path).writeInt(version);
    }
}

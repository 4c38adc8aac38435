package io.embeddedcluster.internal.zookeeper.wire;

/**
 * Asks whether a znode exists and its data has a version; part of a multi.
 *
 * @param path of the znode
 * @param version that its data must have, or -1 for any
 */
public record CheckRequest(String path, int version) implements ZkRequest {

    static CheckRequest read(JuteReader in) {
        return new CheckRequest(in.readString("path"), in.readInt("version"));
    }

    @Override
    public OpCode op() {
        return OpCode.CHECK;
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path).writeInt(version);
    }
}

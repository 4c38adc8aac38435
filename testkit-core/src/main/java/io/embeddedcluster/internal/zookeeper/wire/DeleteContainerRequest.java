package io.embeddedcluster.internal.zookeeper.wire;

/**
 * Asks that a container, or a TTL node, be deleted if it has no children. Only the leader makes this request.
 *
 * @param path of the znode
 */
public record DeleteContainerRequest(String path) implements ZkRequest {

    static DeleteContainerRequest read(JuteReader in) {
        return new DeleteContainerRequest(in.readString("path"));
    }

    @Override
    public OpCode op() {
        return OpCode.DELETE_CONTAINER;
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
    }
}

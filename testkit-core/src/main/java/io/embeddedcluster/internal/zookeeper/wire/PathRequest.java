package io.embeddedcluster.internal.zookeeper.wire;

/** A request that holds a path only: getACL, sync, getAllChildrenNumber, and getEphemerals, where it is a prefix. */
public record PathRequest(OpCode op, String path) implements ZkRequest {

    /** Reads one. */
    public static PathRequest read(OpCode op, JuteReader in) {
        String path = op == OpCode.GET_EPHEMERALS ? in.readNullableString("prefixPath") : in.readString("path");
        return new PathRequest(op, path == null ? "" : path);
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
    }
}

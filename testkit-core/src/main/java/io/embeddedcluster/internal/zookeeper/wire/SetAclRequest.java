package io.embeddedcluster.internal.zookeeper.wire;

import java.util.List;

/**
 * Asks that the ACL of a znode be replaced.
 *
 * @param path of the znode
 * @param acl the new one
 * @param version that its ACL must have, or -1 for any
 */
public record SetAclRequest(String path, List<Acl> acl, int version) implements ZkRequest {

    static SetAclRequest read(JuteReader in) {
        return new SetAclRequest(in.readString("path"), Acl.readAll(in), in.readInt("version"));
    }

    @Override
    public OpCode op() {
        return OpCode.SET_ACL;
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        Acl.writeAll(acl, out);
        out.writeInt(version);
    }
}

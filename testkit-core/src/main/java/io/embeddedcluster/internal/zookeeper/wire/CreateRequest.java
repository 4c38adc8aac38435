package io.embeddedcluster.internal.zookeeper.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a new znode.
 *
 * @param op create, create2, createContainer or createTTL
 * @param path of the znode; of a sequential one, without its number
 * @param data may be null, which reads as null again
 * @param acl of the new znode
 * @param flags see {@link CreateMode}
 * @param ttlMillis on the wire of createTTL only
 */
@SuppressWarnings("ArrayRecordComponent") // jute buffers are never modified, and these records never compared
public record CreateRequest(OpCode op, String path, byte @Nullable [] data, List<Acl> acl, int flags, long ttlMillis)
        implements ZkRequest {

    static CreateRequest read(OpCode op, JuteReader in) {
        return new CreateRequest(
                op,
                in.readString("path"),
                in.readBuffer("data"),
                Acl.readAll(in),
                in.readInt("flags"),
                op == OpCode.CREATE_TTL ? in.readLong("ttl") : -1);
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path).writeBuffer(data);
        Acl.writeAll(acl, out);
        out.writeInt(flags);
        if (op == OpCode.CREATE_TTL) {
            out.writeLong(ttlMillis);
        }
    }
}

package io.embeddedcluster.internal.zookeeper.wire;

import org.jspecify.annotations.Nullable;

/**
 * Asks that the data of a znode be replaced.
 *
 * @param path of the znode
 * @param data may be null, which reads as null again
 * @param version that its data must have, or -1 for any
 */
@SuppressWarnings("ArrayRecordComponent") // jute buffers are never modified, and these records never compared
public record SetDataRequest(String path, byte @Nullable [] data, int version) implements ZkRequest {

    static SetDataRequest read(JuteReader in) {
        return new SetDataRequest(in.readString("path"), in.readBuffer("data"), in.readInt("version"));
    }

    @Override
    public OpCode op() {
        return OpCode.SET_DATA;
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path).writeBuffer(data).writeInt(version);
    }
}

package io.embeddedcluster.internal.zookeeper.client;

import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.Stat;
import java.nio.charset.StandardCharsets;

/**
 * The data of a znode.
 *
 * @param data empty where it holds none
 * @param stat at the same moment
 */
@SuppressWarnings("ArrayRecordComponent") // handed to one caller, never compared
public record NodeData(byte[] data, Stat stat) {

    private static final byte[] NONE = {};

    static NodeData read(JuteReader in) {
        byte[] data = in.readBuffer("data");
        return new NodeData(data == null ? NONE : data, Stat.read(in));
    }

    /** {@return the data as text} */
    public String text() {
        return new String(data, StandardCharsets.UTF_8);
    }
}

package io.embeddedcluster.internal.zookeeper.session;

import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;

/**
 * A session as all servers know it.
 *
 * @param id never 0
 * @param timeoutMillis how long it lasts without a sign of its client
 * @param owner id of the forwarder of the server that the client is connected to; writes that come through another forwarder are
 *     refused with SESSION_MOVED
 */
public record ServerSession(long id, int timeoutMillis, long owner) {

    static ServerSession read(JuteReader in) {
        return new ServerSession(in.readLong("session"), in.readInt("timeout"), in.readLong("owner"));
    }

    void write(JuteWriter out) {
        out.writeLong(id).writeInt(timeoutMillis).writeLong(owner);
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(id);
    }
}

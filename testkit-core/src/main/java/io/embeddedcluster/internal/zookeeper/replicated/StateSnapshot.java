package io.embeddedcluster.internal.zookeeper.replicated;

import io.embeddedcluster.internal.zookeeper.session.SessionTable;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import java.nio.ByteBuffer;

/**
 * What all servers of an ensemble hold alike, at one moment.
 *
 * @param zxid the last transaction
 * @param sessions that are open
 * @param tree of znodes
 */
public record StateSnapshot(long zxid, SessionTable sessions, ZnodeTree tree) {

    private static final int INITIAL_BYTES = 64 * 1024;

    /** {@return the bytes: equal where all of it is} */
    ByteBuffer toBuffer() {
        JuteWriter out = new JuteWriter(INITIAL_BYTES);
        out.writeLong(zxid);
        sessions.write(out);
        tree.write(out);
        return out.toBuffer();
    }

    /** Reads what {@link #toBuffer} wrote. */
    public static StateSnapshot read(ByteBuffer bytes) {
        JuteReader in = new JuteReader(bytes);
        return new StateSnapshot(in.readLong("zxid"), SessionTable.read(in), ZnodeTree.read(in));
    }
}

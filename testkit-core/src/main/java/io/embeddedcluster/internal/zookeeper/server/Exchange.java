package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.zookeeper.handler.ReadResult;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ReplyHeader;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request of a client that is not answered yet. Answers go out in the order of the requests. */
final class Exchange {

    private final int xid;
    private final OpCode op;
    private final long startedMillis;
    private final @Nullable Supplier<ReadResult> read;
    private @Nullable WriteResult written;

    /**
     * Begins one.
     *
     * @param read answers at once where the request need not go through the log
     */
    Exchange(int xid, OpCode op, long startedMillis, @Nullable Supplier<ReadResult> read) {
        this.xid = xid;
        this.op = op;
        this.startedMillis = startedMillis;
        this.read = read;
    }

    int xid() {
        return xid;
    }

    OpCode op() {
        return op;
    }

    long startedMillis() {
        return startedMillis;
    }

    void written(WriteResult result) {
        written = result;
    }

    /** {@return whether it can be answered now, where it is the first in order} */
    boolean isReady() {
        return read != null || written != null;
    }

    /** {@return whether the session turned out to be served elsewhere, which ends the connection without an answer} */
    boolean isMoved() {
        return written != null && written.error() == ZkErrorCode.SESSION_MOVED;
    }

    /** {@return the frame of the answer of a server that has come to {@code zxid}} */
    ByteBuffer reply(long zxid) {
        JuteWriter out = new JuteWriter();
        if (written != null) {
            new ReplyHeader(xid, zxid, written.headerError().code()).write(out);
            if (written.headerError().isOk()) {
                written.writeBody(out);
            }
        } else if (read != null) {
            ReadResult result = read.get();
            // As in ZooKeeper, a ping is answered as one, whatever number it bore.
            int answered = op == OpCode.PING ? ReplyHeader.PING_XID : xid;
            new ReplyHeader(answered, zxid, result.error().code()).write(out);
            result.body().accept(out);
        }
        return out.toFrame();
    }
}

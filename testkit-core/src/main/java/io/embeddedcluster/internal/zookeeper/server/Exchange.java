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
    private @Nullable Answer answer;

    private Exchange(int xid, OpCode op, long startedMillis, @Nullable Answer answer) {
        // As in ZooKeeper, a ping is answered as one, whatever number it bore.
        this.xid = op == OpCode.PING ? ReplyHeader.PING_XID : xid;
        this.op = op;
        this.startedMillis = startedMillis;
        this.answer = answer;
    }

    /** Returns a request that is answered from this server's tree, at once where it is the first in order. */
    static Exchange ofRead(int xid, OpCode op, long startedMillis, Supplier<ReadResult> read) {
        return new Exchange(xid, op, startedMillis, new FromTree(read));
    }

    /** Returns a request that is answered when it has come out of the log. */
    static Exchange ofWrite(int xid, OpCode op, long startedMillis) {
        return new Exchange(xid, op, startedMillis, null);
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

    /** The request has come out of the log. */
    void written(WriteResult result) {
        answer = new FromLog(result);
    }

    /** {@return whether it can be answered now, where it is the first in order} */
    boolean isReady() {
        return answer != null;
    }

    /** {@return whether the session turned out to be served elsewhere, which ends the connection without an answer} */
    boolean isMoved() {
        return answer != null && answer.isMoved();
    }

    /**
     * {@return the frame of the answer of a server that has come to {@code zxid}}
     *
     * @throws IllegalStateException if the request is not ready to be answered
     */
    ByteBuffer reply(long zxid) {
        if (answer == null) {
            throw new IllegalStateException(op + " is not ready to be answered");
        }
        JuteWriter out = new JuteWriter();
        answer.write(xid, zxid, out);
        return out.toFrame();
    }

    /** {@return the frame of an answer that holds nothing but an error} */
    ByteBuffer error(long zxid, ZkErrorCode error) {
        JuteWriter out = new JuteWriter();
        new ReplyHeader(xid, zxid, error.code()).write(out);
        return out.toFrame();
    }

    /** Where the answer is from. */
    private sealed interface Answer {

        boolean isMoved();

        void write(int xid, long zxid, JuteWriter out);
    }

    private record FromTree(Supplier<ReadResult> read) implements Answer {

        @Override
        public boolean isMoved() {
            return false;
        }

        @Override
        public void write(int xid, long zxid, JuteWriter out) {
            ReadResult result = read.get();
            new ReplyHeader(xid, zxid, result.error().code()).write(out);
            result.body().accept(out);
        }
    }

    private record FromLog(WriteResult result) implements Answer {

        @Override
        public boolean isMoved() {
            return result.error() == ZkErrorCode.SESSION_MOVED;
        }

        @Override
        public void write(int xid, long zxid, JuteWriter out) {
            new ReplyHeader(xid, zxid, result.headerError().code()).write(out);
            if (result.headerError().isOk()) {
                result.writeBody(out);
            }
        }
    }
}

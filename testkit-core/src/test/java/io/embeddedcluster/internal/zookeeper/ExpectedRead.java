package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.MultiHeader;
import io.embeddedcluster.internal.zookeeper.wire.MultiRequest;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.PathRequest;
import io.embeddedcluster.internal.zookeeper.wire.PathWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a read has to be answered at one moment, written from the programmer's guide, as {@link ZnodeModel} is.
 *
 * @param error that the header tells
 * @param body what follows it
 */
record ExpectedRead(ZkErrorCode error, ByteBuffer body) {

    private static final int READ = 1;
    private static final int ADMIN = 16;

    /** Returns the answer to that session right after the transaction of that zxid. */
    static ExpectedRead at(QuorumTruth truth, long zxid, long session, ZkRequest request) {
        if (request instanceof MultiRequest multi) {
            return new ExpectedRead(ZkErrorCode.OK, all(truth, zxid, multi));
        }
        if (request instanceof PathWatchRequest read) {
            return one(read.op(), truth.at(read.path(), zxid));
        }
        if (request instanceof PathRequest read) {
            return switch (read.op()) {
                case GET_EPHEMERALS -> ephemerals(truth, zxid, session, read.path());
                case GET_ALL_CHILDREN_NUMBER -> count(truth, zxid, read.path());
                default -> one(read.op(), truth.at(read.path(), zxid));
            };
        }
        throw new AssertionError("nobody knows what " + request.op() + " reads");
    }

    private static ExpectedRead one(OpCode op, @Nullable Picture picture) {
        ZkErrorCode error = refusal(op, picture);
        JuteWriter out = new JuteWriter();
        if (error.isOk()) {
            write(op, picture, out);
        }
        return new ExpectedRead(error, out.toBuffer());
    }

    private static ZkErrorCode refusal(OpCode op, @Nullable Picture picture) {
        if (picture == null) {
            return ZkErrorCode.NO_NODE;
        }
        boolean isPermitted = switch (op) {
            case EXISTS -> true;
            case GET_ACL -> picture.permits(READ | ADMIN, List.of());
            default -> picture.permits(READ, List.of());
        };
        return isPermitted ? ZkErrorCode.OK : ZkErrorCode.NO_AUTH;
    }

    private static void write(OpCode op, Picture picture, JuteWriter out) {
        switch (op) {
            case EXISTS -> picture.stat().write(out);
            case GET_DATA -> {
                out.writeBuffer(picture.text().getBytes(StandardCharsets.UTF_8));
                picture.stat().write(out);
            }
            case GET_CHILDREN -> out.writeStrings(picture.children());
            case GET_CHILDREN2 -> {
                out.writeStrings(picture.children());
                picture.stat().write(out);
            }
            case GET_ACL -> {
                Acl.writeAll(picture.acl(), out);
                picture.stat().write(out);
            }
            default -> throw new AssertionError("nobody knows what " + op + " reads");
        }
    }

    /** Each part ends for itself. */
    private static ByteBuffer all(QuorumTruth truth, long zxid, MultiRequest request) {
        JuteWriter out = new JuteWriter();
        for (ZkRequest part : request.operations()) {
            PathWatchRequest read = (PathWatchRequest) part;
            ExpectedRead expected = one(read.op(), truth.at(read.path(), zxid));
            int error = expected.error().code();
            boolean isOk = expected.error().isOk();
            new MultiHeader((isOk ? read.op() : OpCode.ERROR).code(), false, error).write(out);
            if (isOk) {
                out.writeRaw(expected.body());
            } else {
                out.writeInt(error);
            }
        }
        MultiHeader.END.write(out);
        return out.toBuffer();
    }

    private static ExpectedRead ephemerals(QuorumTruth truth, long zxid, long session, String prefix) {
        List<String> paths = truth.ephemeralsOf(session, zxid).stream()
                .filter(path -> path.startsWith(prefix))
                .toList();
        return new ExpectedRead(
                ZkErrorCode.OK, new JuteWriter().writeStrings(paths).toBuffer());
    }

    private static ExpectedRead count(QuorumTruth truth, long zxid, String path) {
        ZkErrorCode error = refusal(OpCode.GET_ALL_CHILDREN_NUMBER, truth.at(path, zxid));
        JuteWriter out = new JuteWriter();
        if (error.isOk()) {
            out.writeInt(truth.countBelow(path, zxid));
        }
        return new ExpectedRead(error, out.toBuffer());
    }
}

package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.MultiHeader;
import io.embeddedcluster.internal.zookeeper.wire.MultiRequest;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.util.ArrayList;
import java.util.List;

/** Answers several getData and getChildren in one reply; one may fail and the others succeed. */
final class MultiReadHandler implements ReadHandler<MultiRequest> {

    private final Handlers handlers;

    MultiReadHandler(Handlers handlers) {
        this.handlers = handlers;
    }

    @Override
    public ReadResult handle(ReadContext context, MultiRequest request) {
        if (!request.operations().stream().allMatch(part -> MultiRequest.isRead(part.op()))) {
            // As in ZooKeeper, which fails at the first part, after it has begun to answer.
            return new ReadResult(ZkErrorCode.MARSHALLING_ERROR, MultiHeader.END::write);
        }
        List<ReadResult> results = new ArrayList<>();
        for (ZkRequest part : request.operations()) {
            results.add(handlers.read(context, part));
        }
        return ReadResult.done(out -> {
            for (int i = 0; i < results.size(); i++) {
                ReadResult result = results.get(i);
                int error = result.error().code();
                int type =
                        result.error().isOk() ? request.operations().get(i).op().code() : OpCode.ERROR.code();
                new MultiHeader(type, false, error).write(out);
                if (!result.error().isOk()) {
                    out.writeInt(error);
                }
                result.body().accept(out);
            }
            MultiHeader.END.write(out);
        });
    }
}

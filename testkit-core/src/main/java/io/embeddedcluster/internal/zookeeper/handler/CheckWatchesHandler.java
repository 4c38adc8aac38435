package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.watch.WatchType;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.WatchTypeRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;

/** Tells a client whether its connection has such watches (checkWatches), or removes them (removeWatches). */
final class CheckWatchesHandler implements ReadHandler<WatchTypeRequest> {

    @Override
    public ReadResult handle(ReadContext context, WatchTypeRequest request) {
        WatchType type = WatchType.of(request.type());
        if (type == null) {
            return ReadResult.failed(ZkErrorCode.MARSHALLING_ERROR);
        }
        boolean found = request.op() == OpCode.REMOVE_WATCHES
                ? context.watches().remove(request.path(), context.watcher(), type)
                : context.watches().contains(request.path(), context.watcher(), type);
        return found ? ReadResult.done() : ReadResult.failed(ZkErrorCode.NO_WATCHER);
    }
}

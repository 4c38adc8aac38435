package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.AddWatchMode;
import io.embeddedcluster.internal.zookeeper.wire.AddWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;

/** Sets a persistent watch, recursive or not. As in ZooKeeper the body of the reply is four bytes of zero. */
final class AddWatchHandler implements ReadHandler<AddWatchRequest> {

    @Override
    public ReadResult handle(ReadContext context, AddWatchRequest request) {
        AddWatchMode mode = AddWatchMode.of(request.mode());
        if (mode == null) {
            return ReadResult.failed(ZkErrorCode.MARSHALLING_ERROR);
        }
        context.watches().add(request.path(), context.watcher(), mode);
        return ReadResult.done(out -> out.writeInt(0));
    }
}

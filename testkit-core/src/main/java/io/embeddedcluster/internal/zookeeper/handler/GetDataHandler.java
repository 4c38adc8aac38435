package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.wire.PathWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;

/** Reads a znode's data and stat. */
final class GetDataHandler implements ReadHandler<PathWatchRequest> {

    @Override
    public ReadResult handle(ReadContext context, PathWatchRequest request) {
        Znode node = context.tree().find(request.path());
        if (node == null) {
            return ReadResult.failed(ZkErrorCode.NO_NODE);
        }
        if (!context.permits(node, Acls.READ)) {
            return ReadResult.failed(ZkErrorCode.NO_AUTH);
        }
        if (request.watch()) {
            context.watches().watchData(request.path(), context.watcher());
        }
        return ReadResult.done(out -> {
            out.writeBuffer(node.data());
            node.stat().write(out);
        });
    }
}

package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodePath;
import io.embeddedcluster.internal.zookeeper.wire.PathWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;

/** Reads a znode's stat. Sets the watch also where there is no znode: it then fires when one is created. */
final class ExistsHandler implements ReadHandler<PathWatchRequest> {

    @Override
    public ReadResult handle(ReadContext context, PathWatchRequest request) {
        if (ZnodePath.holdsNull(request.path())) {
            return ReadResult.failed(ZkErrorCode.BAD_ARGUMENTS);
        }
        Znode node = context.tree().find(request.path());
        if (node != null && !context.permits(node, Acls.READ)) {
            return ReadResult.failed(ZkErrorCode.NO_AUTH);
        }
        if (request.watch()) {
            context.watches().watchData(request.path(), context.watcher());
        }
        return node == null ? ReadResult.failed(ZkErrorCode.NO_NODE) : ReadResult.done(node.stat()::write);
    }
}

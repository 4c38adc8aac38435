package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.wire.PathRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;

/** Counts all znodes below one. */
final class GetAllChildrenNumberHandler implements ReadHandler<PathRequest> {

    @Override
    public ReadResult handle(ReadContext context, PathRequest request) {
        Znode node = context.tree().find(request.path());
        if (node == null) {
            return ReadResult.failed(ZkErrorCode.NO_NODE);
        }
        if (!context.permits(node, Acls.READ)) {
            return ReadResult.failed(ZkErrorCode.NO_AUTH);
        }
        // As in ZooKeeper, the root lies below itself where it is asked for by the empty path.
        int[] count = {request.path().isEmpty() ? 0 : -1};
        context.tree().walk(request.path(), (path, each) -> count[0]++);
        return ReadResult.done(out -> out.writeInt(count[0]));
    }
}

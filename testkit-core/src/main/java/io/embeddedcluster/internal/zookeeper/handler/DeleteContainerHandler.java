package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.EphemeralOwner;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodePath;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import io.embeddedcluster.internal.zookeeper.wire.DeleteContainerRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;

/**
 * Deletes a znode that has no children and goes with no session. The leader asks for it where a container or a TTL node has
 * had its time; clients cannot ask for it, and no ACL is checked.
 */
final class DeleteContainerHandler implements WriteHandler<DeleteContainerRequest> {

    @Override
    public WriteResult handle(WriteContext context, DeleteContainerRequest request) {
        String path = request.path();
        if (path.indexOf('/') < 0 || ZnodePath.holdsNull(path) || ZnodeTree.isSpecial(path)) {
            return WriteResult.failed(ZkErrorCode.BAD_ARGUMENTS);
        }
        Znode node = context.find(path);
        if (node == null) {
            return WriteResult.failed(ZkErrorCode.NO_NODE);
        }
        if (!node.children().isEmpty()) {
            return WriteResult.failed(ZkErrorCode.NOT_EMPTY);
        }
        if (EphemeralOwner.isSession(node.ephemeralOwner())) {
            return WriteResult.failed(ZkErrorCode.BAD_VERSION);
        }
        context.transaction().delete(path);
        return WriteResult.done();
    }
}

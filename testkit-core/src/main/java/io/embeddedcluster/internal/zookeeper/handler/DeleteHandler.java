package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodePath;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import io.embeddedcluster.internal.zookeeper.wire.DeleteRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;

/** Deletes a znode that has no children. The client needs the DELETE permission on the parent. */
final class DeleteHandler implements WriteHandler<DeleteRequest> {

    @Override
    public WriteResult handle(WriteContext context, DeleteRequest request) {
        String path = request.path();
        if (path.indexOf('/') < 0 || ZnodePath.holdsNull(path) || ZnodeTree.isSpecial(path)) {
            return WriteResult.failed(ZkErrorCode.BAD_ARGUMENTS);
        }
        Znode parent = context.find(ZnodePath.parentOf(path));
        if (parent == null) {
            return WriteResult.failed(ZkErrorCode.NO_NODE);
        }
        if (!context.permits(parent.acl(), Acls.DELETE)) {
            return WriteResult.failed(ZkErrorCode.NO_AUTH);
        }
        Znode node = context.find(path);
        if (node == null) {
            return WriteResult.failed(ZkErrorCode.NO_NODE);
        }
        if (request.version() != -1 && request.version() != node.version()) {
            return WriteResult.failed(ZkErrorCode.BAD_VERSION);
        }
        if (!node.children().isEmpty()) {
            return WriteResult.failed(ZkErrorCode.NOT_EMPTY);
        }
        context.transaction().delete(path);
        return WriteResult.done();
    }
}

package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodePath;
import io.embeddedcluster.internal.zookeeper.wire.CheckRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;

/**
 * Makes a multi fail where a znode does not exist or its data has another version. As in ZooKeeper it is served within a
 * multi only.
 */
final class CheckHandler implements WriteHandler<CheckRequest> {

    @Override
    public WriteResult handle(WriteContext context, CheckRequest request) {
        if (ZnodePath.problem(request.path()) != null) {
            return WriteResult.failed(ZkErrorCode.BAD_ARGUMENTS);
        }
        Znode node = context.find(request.path());
        if (node == null) {
            return WriteResult.failed(ZkErrorCode.NO_NODE);
        }
        if (!context.permits(node.acl(), Acls.READ)) {
            return WriteResult.failed(ZkErrorCode.NO_AUTH);
        }
        if (request.version() != -1 && request.version() != node.version()) {
            return WriteResult.failed(ZkErrorCode.BAD_VERSION);
        }
        return WriteResult.done();
    }
}

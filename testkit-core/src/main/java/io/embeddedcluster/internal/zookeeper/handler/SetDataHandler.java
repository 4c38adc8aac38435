package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodePath;
import io.embeddedcluster.internal.zookeeper.wire.SetDataRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;

/** Replaces a znode's data. */
final class SetDataHandler implements WriteHandler<SetDataRequest> {

    @Override
    public WriteResult handle(WriteContext context, SetDataRequest request) {
        if (ZnodePath.problem(request.path()) != null) {
            return WriteResult.failed(ZkErrorCode.BAD_ARGUMENTS);
        }
        Znode node = context.find(request.path());
        if (node == null) {
            return WriteResult.failed(ZkErrorCode.NO_NODE);
        }
        if (!context.permits(node.acl(), Acls.WRITE)) {
            return WriteResult.failed(ZkErrorCode.NO_AUTH);
        }
        int length = request.data() == null ? 0 : request.data().length;
        ZkErrorCode excess = QuotaRule.check(context, request.path(), (long) length - node.dataLength(), 0);
        if (excess != null) {
            return WriteResult.failed(excess);
        }
        if (request.version() != -1 && request.version() != node.version()) {
            return WriteResult.failed(ZkErrorCode.BAD_VERSION);
        }
        context.transaction().setData(request.path(), request.data());
        return WriteResult.done(null, node.stat());
    }
}

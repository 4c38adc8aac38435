package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodePath;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.SetAclRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.util.List;

/** Replaces a znode's ACL. */
final class SetAclHandler implements WriteHandler<SetAclRequest> {

    @Override
    public WriteResult handle(WriteContext context, SetAclRequest request) {
        if (ZnodePath.problem(request.path()) != null) {
            return WriteResult.failed(ZkErrorCode.BAD_ARGUMENTS);
        }
        List<Acl> acl = Acls.resolve(request.acl(), context.ids(), context.rules());
        if (acl == null) {
            return WriteResult.failed(ZkErrorCode.INVALID_ACL);
        }
        Znode node = context.find(request.path());
        if (node == null) {
            return WriteResult.failed(ZkErrorCode.NO_NODE);
        }
        if (!context.permits(node.acl(), Acls.ADMIN)) {
            return WriteResult.failed(ZkErrorCode.NO_AUTH);
        }
        if (request.version() != -1 && request.version() != node.aversion()) {
            return WriteResult.failed(ZkErrorCode.BAD_VERSION);
        }
        context.transaction().setAcl(request.path(), acl);
        return WriteResult.done(null, node.stat());
    }
}

package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.PathRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.util.List;

/** Reads a znode's ACL. A client without the ADMIN permission does not see the hashes of passwords in it. */
final class GetAclHandler implements ReadHandler<PathRequest> {

    @Override
    public ReadResult handle(ReadContext context, PathRequest request) {
        Znode node = context.tree().find(request.path());
        if (node == null) {
            return ReadResult.failed(ZkErrorCode.NO_NODE);
        }
        if (!context.permits(node, Acls.READ | Acls.ADMIN)) {
            return ReadResult.failed(ZkErrorCode.NO_AUTH);
        }
        List<Acl> shown = context.permits(node, Acls.ADMIN)
                ? node.acl()
                : node.acl().stream().map(GetAclHandler::masked).toList();
        return ReadResult.done(out -> {
            Acl.writeAll(shown, out);
            node.stat().write(out);
        });
    }

    private static Acl masked(Acl acl) {
        return acl.scheme().equals(AuthScheme.DIGEST.name)
                ? new Acl(acl.perms(), acl.scheme(), acl.id().replaceAll(":.*", ":x"))
                : acl;
    }
}

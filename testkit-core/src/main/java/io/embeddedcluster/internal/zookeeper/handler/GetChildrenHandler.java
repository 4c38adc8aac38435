package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.PathWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.util.List;

/** Lists a znode's children: getChildren, and getChildren2, which also reads the stat. */
final class GetChildrenHandler implements ReadHandler<PathWatchRequest> {

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
            context.watches().watchChildren(request.path(), context.watcher());
        }
        return ReadResult.done(out -> {
            out.writeStrings(List.copyOf(node.children()));
            if (request.op() == OpCode.GET_CHILDREN2) {
                node.stat().write(out);
            }
        });
    }
}

package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.ZnodePath;
import io.embeddedcluster.internal.zookeeper.wire.PathRequest;
import java.util.List;

/** Lists those ephemeral znodes of the client's session whose paths begin with a prefix. */
final class GetEphemeralsHandler implements ReadHandler<PathRequest> {

    @Override
    public ReadResult handle(ReadContext context, PathRequest request) {
        String prefix = request.path();
        // As in ZooKeeper, blanks count only where there is more than a slash.
        boolean all = prefix.trim().isEmpty() || prefix.trim().equals(ZnodePath.ROOT);
        List<String> paths = context.tree().ephemeralsOf(context.session()).stream()
                .filter(path -> all || path.startsWith(prefix))
                .toList();
        return ReadResult.done(out -> out.writeStrings(paths));
    }
}

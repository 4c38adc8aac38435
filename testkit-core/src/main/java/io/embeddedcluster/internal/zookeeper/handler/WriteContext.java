package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.TreeTransaction;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a write may use: the same on every server.
 *
 * @param transaction that changes the tree
 * @param session that asks
 * @param ids what the client had proved when it asked
 */
public record WriteContext(TreeTransaction transaction, long session, List<AuthId> ids) {

    @Nullable
    Znode find(String path) {
        return transaction.tree().find(path);
    }

    boolean permits(List<Acl> acl, int permission) {
        return Acls.permits(acl, permission, ids);
    }
}

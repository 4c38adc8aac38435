package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.TreeTransaction;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a write may use. It is the same on every server.
 *
 * @param rules what configs say about operations
 * @param remarks takes what the journal shall show although the write is not refused, such as a soft limit that is exceeded
 * @param transaction that changes the tree
 * @param session of the client
 * @param ids the identities that the client had proved when it sent the request
 */
public record WriteContext(
        OperationRules rules, Consumer<String> remarks, TreeTransaction transaction, long session, List<AuthId> ids) {

    @Nullable
    Znode find(String path) {
        return transaction.tree().find(path);
    }

    boolean permits(List<Acl> acl, int permission) {
        return rules.skipAcl() || Acls.permits(acl, permission, ids);
    }

    void remark(String words) {
        remarks.accept(words);
    }
}

package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.TreeTransaction;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a write may use: the same on every server.
 *
 * @param rules that settings make
 * @param remarks is told what people may want to know although nothing is refused
 * @param transaction that changes the tree
 * @param session that asks
 * @param ids what the client had proved when it asked
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

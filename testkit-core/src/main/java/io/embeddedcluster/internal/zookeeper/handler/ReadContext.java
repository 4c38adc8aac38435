package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import io.embeddedcluster.internal.zookeeper.watch.Watcher;
import io.embeddedcluster.internal.zookeeper.watch.Watches;
import java.util.Collection;

/**
 * What a read may use.
 *
 * @param rules what configs say about operations
 * @param tree of this server
 * @param watches of this server
 * @param watcher the connection that asks
 * @param session of the client
 * @param ids the identities that the client has proved
 */
public record ReadContext(
        OperationRules rules, ZnodeTree tree, Watches watches, Watcher watcher, long session, Collection<AuthId> ids) {

    boolean permits(Znode node, int permissions) {
        return rules.skipAcl() || Acls.permits(node.acl(), permissions, ids);
    }
}

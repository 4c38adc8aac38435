package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import io.embeddedcluster.internal.zookeeper.watch.Watcher;
import io.embeddedcluster.internal.zookeeper.watch.Watches;
import java.util.Collection;

/**
 * What a read may use.
 *
 * @param rules that settings make
 * @param tree as this server has it
 * @param watches of this server
 * @param watcher the connection that asks
 * @param session that asks
 * @param ids what the client has proved
 */
public record ReadContext(
        OperationRules rules, ZnodeTree tree, Watches watches, Watcher watcher, long session, Collection<AuthId> ids) {

    boolean permits(Znode node, int permissions) {
        return rules.skipAcl() || Acls.permits(node.acl(), permissions, ids);
    }
}

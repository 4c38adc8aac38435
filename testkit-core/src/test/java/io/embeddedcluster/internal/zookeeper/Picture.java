package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.zookeeper.handler.AuthId;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.Stat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One znode as clients are shown it at one moment.
 *
 * @param text its data
 * @param stat what it tells about itself
 * @param children their names, in order
 * @param acl who may do what with it
 */
record Picture(String text, Stat stat, List<String> children, List<Acl> acl) {

    static @Nullable Picture of(@Nullable Znode node) {
        if (node == null) {
            return null;
        }
        byte[] data = node.data();
        String text = data == null ? "" : new String(data, StandardCharsets.UTF_8);
        return new Picture(text, node.stat(), List.copyOf(node.children()), node.acl());
    }

    /** {@return whether somebody has that permission here: ACLs name everybody or nobody, and super users need none} */
    boolean permits(int permission, List<AuthId> ids) {
        return ids.stream().anyMatch(id -> id.scheme().equals("super"))
                || acl.stream().anyMatch(each -> (each.perms() & permission) != 0);
    }
}

package io.embeddedcluster.internal.zookeeper.tree;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import java.util.List;

/**
 * One change of the tree, as watches are told of it.
 *
 * @param kind what happened
 * @param path of the znode
 * @param acl of the znode: a client that may not read it is told nothing
 * @param parentAcl of the parent: a client that may not read it is not told that its children changed
 * @param zxid of the transaction
 */
public record TreeChange(Kind kind, String path, List<Acl> acl, List<Acl> parentAcl, long zxid) {

    /** What happened to a znode. */
    public enum Kind {
        CREATED,
        DELETED,
        DATA_CHANGED
    }

    /** Is told of changes, in order, when their transaction is complete. */
    @FunctionalInterface
    public interface Listener {

        /** A znode has changed. */
        void changed(TreeChange change);
    }
}

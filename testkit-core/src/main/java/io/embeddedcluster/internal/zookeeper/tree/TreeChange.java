package io.embeddedcluster.internal.zookeeper.tree;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import java.util.List;

/**
 * One change of the tree that watches may ask for.
 *
 * @param kind what happened
 * @param path to which znode
 * @param acl who may know of it
 * @param parentAcl who may know that the parent's list of children changed
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

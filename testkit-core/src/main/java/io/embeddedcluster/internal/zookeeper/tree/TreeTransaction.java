package io.embeddedcluster.internal.zookeeper.tree;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes that bear one zxid, done together or not at all.
 *
 * <p>Each change is in the tree at once, so that the next part of a multi sees it; {@link #rollback} takes all back.
 * Watches are told at {@link #commit} only. The caller has made sure that each change is possible.
 */
public final class TreeTransaction {

    private final ZnodeTree tree;
    private final long zxid;
    private final long timeMillis;
    private final List<TreeChange> changes = new ArrayList<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();

    TreeTransaction(ZnodeTree tree, long zxid, long timeMillis) {
        this.tree = tree;
        this.zxid = zxid;
        this.timeMillis = timeMillis;
    }

    /** {@return the tree with the changes made so far} */
    public ZnodeTree tree() {
        return tree;
    }

    /** Adds a znode, whose parent exists. */
    public Znode create(String path, byte @Nullable [] data, List<Acl> acl, long ephemeralOwner) {
        Znode parent = tree.existing(ZnodePath.parentOf(path));
        Znode node = new Znode(data, List.copyOf(acl), ephemeralOwner, zxid, timeMillis);
        long pzxid = parent.pzxid;
        tree.put(path, node);
        parent.childCreations++;
        parent.pzxid = zxid;
        undo.push(() -> {
            tree.remove(path);
            parent.childCreations--;
            parent.pzxid = pzxid;
        });
        changes.add(new TreeChange(TreeChange.Kind.CREATED, path, node.acl, parent.acl, zxid));
        return node;
    }

    /** Removes a znode, which has no children. */
    public void delete(String path) {
        Znode node = tree.existing(path);
        Znode parent = tree.existing(ZnodePath.parentOf(path));
        long pzxid = parent.pzxid;
        tree.remove(path);
        parent.pzxid = zxid;
        undo.push(() -> {
            tree.put(path, node);
            parent.pzxid = pzxid;
        });
        changes.add(new TreeChange(TreeChange.Kind.DELETED, path, node.acl, parent.acl, zxid));
    }

    /** Replaces a znode's data and counts its version up. */
    public Znode setData(String path, byte @Nullable [] data) {
        Znode node = tree.existing(path);
        byte[] oldData = node.data;
        long oldMzxid = node.mzxid;
        long oldMtime = node.mtime;
        node.data = data;
        node.mzxid = zxid;
        node.mtime = timeMillis;
        node.version++;
        undo.push(() -> {
            node.data = oldData;
            node.mzxid = oldMzxid;
            node.mtime = oldMtime;
            node.version--;
        });
        changes.add(new TreeChange(TreeChange.Kind.DATA_CHANGED, path, node.acl, List.of(), zxid));
        return node;
    }

    /** Replaces a znode's ACL and counts its ACL version up. */
    public Znode setAcl(String path, List<Acl> acl) {
        Znode node = tree.existing(path);
        List<Acl> oldAcl = node.acl;
        node.acl = List.copyOf(acl);
        node.aversion++;
        undo.push(() -> {
            node.acl = oldAcl;
            node.aversion--;
        });
        return node;
    }

    /** Makes the changes final and tells them. */
    public void commit(TreeChange.Listener listener) {
        undo.clear();
        changes.forEach(listener::changed);
    }

    /** Takes every change back. */
    public void rollback() {
        undo.forEach(Runnable::run);
        undo.clear();
        changes.clear();
    }
}

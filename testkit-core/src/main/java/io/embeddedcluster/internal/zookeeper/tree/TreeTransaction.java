package io.embeddedcluster.internal.zookeeper.tree;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.Stat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    private final Map<String, byte @Nullable []> statsBefore = new TreeMap<>();

    /** Numbers of next children that are past the largest int. */
    private final Map<String, Integer> wrapped = new TreeMap<>();

    TreeTransaction(ZnodeTree tree, long zxid, long timeMillis) {
        this.tree = tree;
        this.zxid = zxid;
        this.timeMillis = timeMillis;
    }

    /** {@return the zxid that changes bear} */
    public long zxid() {
        return zxid;
    }

    /** {@return the tree with the changes made so far} */
    public ZnodeTree tree() {
        return tree;
    }

    /**
     * {@return the number of the next sequential child}
     *
     * <p>observed: 3.9.6 stays at the largest int for ever, and counts beyond it within one transaction only
     * ({@code SequentialOverflowParityTest}).
     */
    public int nextChildNumber(String parent) {
        return wrapped.getOrDefault(parent, tree.existing(parent).childCreations);
    }

    /** Adds a znode, whose parent exists; returns what it tells about itself, before quotas are counted. */
    public Stat create(String path, byte @Nullable [] data, List<Acl> acl, long ephemeralOwner) {
        Znode parent = tree.existing(ZnodePath.parentOf(path));
        Znode node = new Znode(data, List.copyOf(acl), ephemeralOwner, zxid, timeMillis);
        long pzxid = parent.pzxid;
        int creations = parent.childCreations;
        int next = nextChildNumber(ZnodePath.parentOf(path)) + 1;
        tree.put(path, node);
        wrapped.remove(path);
        if (next > creations) {
            parent.childCreations = next;
            parent.pzxid = zxid;
        } else {
            wrapped.put(ZnodePath.parentOf(path), next);
        }
        undo.push(() -> {
            tree.remove(path);
            parent.childCreations = creations;
            parent.pzxid = pzxid;
        });
        Stat stat = node.stat();
        countWhole(path);
        count(path, node.dataLength(), 1);
        changes.add(new TreeChange(TreeChange.Kind.CREATED, path, node.acl, parent.acl, zxid));
        return stat;
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
        count(path, -node.dataLength(), -1);
        changes.add(new TreeChange(TreeChange.Kind.DELETED, path, node.acl, parent.acl, zxid));
    }

    /** Replaces a znode's data and counts its version up. */
    public Znode setData(String path, byte @Nullable [] data) {
        Znode node = tree.existing(path);
        byte[] oldData = node.data;
        int oldLength = node.dataLength();
        long oldMzxid = node.mzxid;
        long oldMtime = node.mtime;
        node.data = data;
        node.mzxid = zxid;
        node.mtime = timeMillis;
        node.version++;
        tree.changed(path);
        undo.push(() -> {
            node.data = oldData;
            node.mzxid = oldMzxid;
            node.mtime = oldMtime;
            node.version--;
        });
        count(path, node.dataLength() - oldLength, 0);
        changes.add(new TreeChange(TreeChange.Kind.DATA_CHANGED, path, node.acl, List.of(), zxid));
        return node;
    }

    /**
     * Replaces the configuration, and what {@link ZnodeTree#CONFIG} holds. As in ZooKeeper the version of that znode stays
     * -1: the data tells a version itself.
     */
    public Znode setConfig(byte[] data) {
        byte[] oldConfig = tree.config();
        tree.config(data);
        undo.push(() -> tree.config(oldConfig));
        Znode node = setData(ZnodeTree.CONFIG, data);
        int counted = node.version;
        node.version = -1;
        undo.push(() -> node.version = counted);
        // observed: who watches for good hears twice, of the activation and of the transaction
        changes.add(changes.get(changes.size() - 1));
        return node;
    }

    /** Replaces a znode's ACL and counts its ACL version up. */
    public Znode setAcl(String path, List<Acl> acl) {
        Znode node = tree.existing(path);
        List<Acl> oldAcl = node.acl;
        node.acl = List.copyOf(acl);
        node.aversion++;
        tree.changed(path);
        undo.push(() -> {
            node.acl = oldAcl;
            node.aversion--;
        });
        return node;
    }

    /**
     * Returns what is wrong with a change under the quota that it falls under, in words; null where nothing is.
     *
     * <p>As in ZooKeeper the counts are those from before the transaction: the parts of a multi do not add up.
     *
     * @param bytes by which the data grow
     * @param count by which the number of znodes grows
     * @throws IllegalArgumentException if the limits are not in ZooKeeper's form
     */
    public @Nullable QuotaExcess excess(String path, long bytes, long count) {
        String subtree = tree.quotas().subtreeAround(path);
        Znode limits = subtree == null ? null : tree.find(Quotas.limitsOf(subtree));
        if (subtree == null || limits == null) {
            return null;
        }
        QuotaNumbers allowed = QuotaNumbers.parse(limits.data);
        Znode stats = tree.find(Quotas.statsOf(subtree));
        if (stats == null) {
            return null;
        }
        QuotaNumbers present = QuotaNumbers.parse(statsBefore.getOrDefault(subtree, stats.data));
        return QuotaExcess.find(subtree, allowed, present, bytes, count);
    }

    /** A new {@code zookeeper_stats} is filled with what its subtree holds. */
    private void countWhole(String path) {
        String subtree = Quotas.subtreeOf(path, Quotas.STATS);
        if (subtree != null) {
            long[] sums = {0, 0};
            tree.walk(subtree.isEmpty() ? ZnodePath.ROOT : subtree, (each, node) -> {
                sums[0]++;
                sums[1] += node.dataLength();
            });
            tree.existing(path).data = QuotaNumbers.of(sums[0], sums[1]).toBytes();
        }
    }

    private void count(String path, long bytes, long count) {
        String subtree = tree.quotas().subtreeAround(path);
        Znode stats = subtree == null ? null : tree.find(Quotas.statsOf(subtree));
        if (subtree == null || stats == null) {
            return;
        }
        byte[] before = stats.data;
        statsBefore.putIfAbsent(subtree, before);
        QuotaNumbers numbers;
        try {
            numbers = QuotaNumbers.parse(before);
        } catch (IllegalArgumentException notOurs) {
            // A client has written something else into it, which ends the real server; then nothing is counted.
            return;
        }
        stats.data = numbers.with(numbers.get(QuotaNumbers.COUNT) + count, numbers.get(QuotaNumbers.BYTES) + bytes)
                .toBytes();
        undo.push(() -> stats.data = before);
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

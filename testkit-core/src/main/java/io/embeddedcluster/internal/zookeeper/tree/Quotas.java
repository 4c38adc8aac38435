package io.embeddedcluster.internal.zookeeper.tree;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which subtrees have a quota: those for which there is a {@code zookeeper_limits} below {@code /zookeeper/quota}. The
 * counts live in the data of the {@code zookeeper_stats} beside it.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperQuotas.html ZooKeeper Quota's Guide
 */
final class Quotas {

    static final String LIMITS = "zookeeper_limits";
    static final String STATS = "zookeeper_stats";

    private static final String BELOW_QUOTA = ZnodeTree.QUOTA + "/";

    private final TreeSet<String> subtrees = new TreeSet<>();

    /** A znode has come; it may be a limit. */
    void created(String path) {
        String subtree = subtreeOf(path, LIMITS);
        if (subtree != null && !subtree.isEmpty()) {
            subtrees.add(subtree);
        }
    }

    /** A znode has gone; it may have been a limit. */
    void deleted(String path) {
        String subtree = subtreeOf(path, LIMITS);
        if (subtree != null) {
            subtrees.remove(subtree);
        }
    }

    /** {@return the smallest subtree with a quota that the znode lies in or is the top of, or null} */
    @Nullable
    String subtreeAround(String path) {
        if (subtrees.isEmpty()) {
            return null;
        }
        for (String top = path; !top.equals(ZnodePath.ROOT) && !top.isEmpty(); top = ZnodePath.parentOf(top)) {
            if (subtrees.contains(top)) {
                return top;
            }
        }
        return null;
    }

    static String limitsOf(String subtree) {
        return ZnodeTree.QUOTA + subtree + "/" + LIMITS;
    }

    static String statsOf(String subtree) {
        return ZnodeTree.QUOTA + subtree + "/" + STATS;
    }

    /** {@return the subtree, empty for the root, that a znode of that name says something about, or null} */
    static @Nullable String subtreeOf(String path, String name) {
        boolean belongs = path.startsWith(BELOW_QUOTA) && path.endsWith("/" + name);
        return belongs ? path.substring(ZnodeTree.QUOTA.length(), path.length() - name.length() - 1) : null;
    }
}

package io.embeddedcluster.internal.zookeeper.tree;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tree's digest at every 128th transaction, by which operators can compare servers.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperAdmin.html#sc_4lw The Four Letter Words: hash
 */
public final class DigestLog {

    private static final int INTERVAL = 128;
    private static final int LIMIT = 1024;

    private final TreeMap<Long, Long> digests = new TreeMap<>();

    /** Takes note of a transaction that is done. */
    public void applied(long zxid, ZnodeTree tree) {
        if (zxid % INTERVAL == 0) {
            digests.put(zxid, tree.digest());
            if (digests.size() > LIMIT) {
                digests.pollFirstEntry();
            }
        }
    }

    /** {@return the latest digests by zxid; a view} */
    public SortedMap<Long, Long> all() {
        return Collections.unmodifiableSortedMap(digests);
    }
}

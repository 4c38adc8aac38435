package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.Clock;
import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.zookeeper.tree.EphemeralOwner;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Finds the containers that have lost their last child and the TTL nodes whose time is over, and asks for their deletion:
 * kept by the leader.
 *
 * <p>As in ZooKeeper it looks at intervals only, asks for one deletion at a time at no more than a rate, and does not care
 * how it ends: who got a child meanwhile stays. A container that never had a child stays too, unless a time is set for it.
 *
 * <p>Threading: the leader's event loop.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperProgrammers.html#Container+Nodes ZooKeeper Container Nodes
 */
final class ContainerExpiry {

    private final Supplier<ZnodeTree> tree;
    private final Clock clock;
    private final Timers timers;
    private final QuorumConfig config;
    private final Consumer<String> delete;
    private final Deque<String> due = new ArrayDeque<>();
    private Timers.Timer timer;

    /**
     * Begins to look.
     *
     * @param tree as the leader has it now
     * @param delete asks for the deletion of the znode of that path
     */
    ContainerExpiry(
            Supplier<ZnodeTree> tree, Clock clock, Timers timers, QuorumConfig config, Consumer<String> delete) {
        this.tree = tree;
        this.clock = clock;
        this.timers = timers;
        this.config = config;
        this.delete = delete;
        this.timer = timers.schedule(config.containerCheckInterval(), this::check);
    }

    private void check() {
        ZnodeTree present = tree.get();
        for (String path : present.shortLived()) {
            Znode node = present.find(path);
            if (node != null && isDue(node)) {
                due.add(path);
            }
        }
        deleteNext();
    }

    private boolean isDue(Znode node) {
        if (!node.children().isEmpty()) {
            return false;
        }
        long age = clock.wallMillis() - node.mtime();
        if (EphemeralOwner.isTtl(node.ephemeralOwner())) {
            return age > EphemeralOwner.ttlMillis(node.ephemeralOwner());
        }
        long neverUsed = config.containerMaxNeverUsed().toMillis();
        return node.childCreations() > 0 || (neverUsed != 0 && age > neverUsed);
    }

    private void deleteNext() {
        String path = due.poll();
        if (path == null) {
            timer = timers.schedule(config.containerCheckInterval(), this::check);
            return;
        }
        delete.accept(path);
        timer = timers.schedule(Duration.ofMinutes(1).dividedBy(config.containerMaxPerMinute()), this::deleteNext);
    }

    void close() {
        timer.cancel();
    }
}

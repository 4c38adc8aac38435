package io.embeddedcluster.internal.zookeeper.replicated;

import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Finds the containers that have lost their last child and the TTL nodes whose time is over, and asks for their deletion:
 * kept by the leader.
 *
 * <p>As in ZooKeeper it looks at intervals only, asks for one deletion at a time at no more than a rate, and does not care
 * how it ends: a container that got a child meanwhile stays. A container that never had a child stays too, unless a time is set for it.
 *
 * <p>Threading: the leader's event loop.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperProgrammers.html#Container+Nodes ZooKeeper Container Nodes
 */
final class ContainerExpiry {

    private final Supplier<ZnodeTree> tree;
    private final Predicate<Znode> isDue;
    private final Timers timers;
    private final QuorumConfig config;
    private final Consumer<String> delete;
    private final Deque<String> due = new ArrayDeque<>();
    private Timers.Timer timer;

    /**
     * Begins to look.
     *
     * @param tree as the leader has it now
     * @param isDue whether a container or TTL node has had its time
     * @param delete asks for the deletion of the znode of that path
     */
    ContainerExpiry(
            Supplier<ZnodeTree> tree,
            Predicate<Znode> isDue,
            Timers timers,
            QuorumConfig config,
            Consumer<String> delete) {
        this.tree = tree;
        this.isDue = isDue;
        this.timers = timers;
        this.config = config;
        this.delete = delete;
        this.timer = timers.schedule(config.containerCheckInterval(), this::check);
    }

    private void check() {
        ZnodeTree present = tree.get();
        for (String path : present.shortLived()) {
            Znode node = present.find(path);
            if (node != null && isDue.test(node)) {
                due.add(path);
            }
        }
        deleteNext();
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

package io.embeddedcluster.junit5.curator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.Session;
import io.embeddedcluster.fault.Fault;
import io.embeddedcluster.junit5.EmbeddedCluster;
import io.embeddedcluster.junit5.curator.fixture.LeaderLoss;
import io.embeddedcluster.junit5.curator.fixture.Workers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.framework.recipes.cache.NodeCache;
import org.apache.curator.framework.recipes.cache.PathChildrenCache;
import org.apache.curator.framework.recipes.cache.TreeCache;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;

/** A cache equals the tree after a storm of changes, in which the quorum leader is killed and the cache's client lost. */
@EmbeddedCluster(brokers = 0, quorum = 3)
class CacheRecipesTest {

    private static final int CHANGES = 150;

    /**
     * Creates, changes and deletes at random, two levels deep. Only leaves are deleted: Curator's caches take the children
     * of a znode for unchanged where its cversion is, and so miss those of one that was replaced while they were away.
     */
    private static Workers.Step storm(CuratorFramework client, String root, long seed) {
        Random random = new Random(seed);
        return () -> {
            String parent = root + "/n" + random.nextInt(6);
            boolean isLeaf = random.nextBoolean();
            String path = isLeaf ? parent + "/m" + random.nextInt(4) : parent;
            try {
                if (isLeaf && random.nextInt(2) == 0) {
                    client.delete().forPath(path);
                } else {
                    byte[] data = Integer.toString(random.nextInt(1_000_000)).getBytes(UTF_8);
                    client.create().orSetData().creatingParentsIfNeeded().forPath(path, data);
                }
                return true;
            } catch (KeeperException.NoNodeException | KeeperException.NodeExistsException raced) {
                return false;
            }
        };
    }

    /** What is in the tree at and below a path: data and the transaction that last changed it. */
    private static Map<String, String> tree(CuratorFramework client, String root) throws Exception {
        client.sync().forPath("/");
        Map<String, String> found = new TreeMap<>();
        Deque<String> todo = new ArrayDeque<>(List.of(root));
        while (!todo.isEmpty()) {
            String path = todo.pop();
            Stat stat = new Stat();
            found.put(path, text(client.getData().storingStatIn(stat).forPath(path), stat));
            client.getChildren().forPath(path).forEach(name -> todo.push(path + "/" + name));
        }
        return found;
    }

    private static String text(byte[] data, Stat stat) {
        return new String(data, UTF_8) + "@" + stat.getMzxid();
    }

    private static void put(Map<String, String> found, ChildData data) {
        found.put(data.getPath(), text(data.getData(), data.getStat()));
    }

    private static void awaitEqual(
            Cluster cluster, Map<String, String> tree, Supplier<Map<String, String>> cache, String what) {
        try {
            cluster.await().until(what + " equals the tree", () -> cache.get().equals(tree));
        } catch (RuntimeException late) {
            throw new AssertionError(what + "\n" + cache.get() + "\nis not\n" + tree, late);
        }
    }

    @Test
    void curatorCacheEqualsTheTree(
            Cluster cluster, CuratorFramework writer, CuratorFramework other, CuratorFramework reader)
            throws Exception {
        writer.create().forPath("/storm");
        CuratorCache cache = CuratorCache.build(reader, "/storm");
        // Paths only: Curator compares versions, and says nothing of a znode that was replaced by one of the same
        // version.
        Set<String> told = new ConcurrentSkipListSet<>();
        cache.listenable()
                .addListener(CuratorCacheListener.builder()
                        .forCreatesAndChanges((old, present) -> told.add(present.getPath()))
                        .forDeletes(gone -> told.remove(gone.getPath()))
                        .build());
        CountDownLatch initialized = new CountDownLatch(1);
        cache.listenable()
                .addListener(CuratorCacheListener.builder()
                        .forInitialized(initialized::countDown)
                        .build());
        cache.start();
        assertThat(initialized.await(20, TimeUnit.SECONDS)).isTrue();
        Session session =
                cluster.session(reader.getZookeeperClient().getZooKeeper().getSessionId());

        try (Workers workers = Workers.of(List.of(storm(writer, "/storm", 1), storm(other, "/storm", 2)))) {
            LeaderLoss.inTheMiddleOf(cluster, workers::steps, CHANGES);
            cluster.await()
                    .until("the cache is connected", () -> session.server().isPresent());
            session.disconnect();
            awaitSteps(cluster, workers);
            Fault hold = session.hold();
            awaitSteps(cluster, workers);
            hold.close();
            session.expire();
            awaitSteps(cluster, workers);
            workers.stop();
        }

        Map<String, String> tree = tree(writer, "/storm");
        awaitEqual(
                cluster,
                tree,
                () -> {
                    Map<String, String> held = new TreeMap<>();
                    cache.stream().forEach(data -> put(held, data));
                    return held;
                },
                "CuratorCache");
        cluster.await().until("CuratorCache has told of each znode", () -> told.equals(tree.keySet()));
        cache.close();
    }

    private static void awaitSteps(Cluster cluster, Workers workers) {
        long goal = workers.steps() + CHANGES;
        cluster.await().until("the storm goes on", () -> workers.steps() > goal);
    }

    @Test
    @SuppressWarnings("deprecation") // they are still what many applications use
    void olderCachesEqualTheTree(
            Cluster cluster, CuratorFramework writer, CuratorFramework other, CuratorFramework reader)
            throws Exception {
        writer.create().forPath("/older");
        TreeCache treeCache = new TreeCache(reader, "/older");
        PathChildrenCache childrenCache = new PathChildrenCache(reader, "/older", true);
        NodeCache nodeCache = new NodeCache(reader, "/older/n0");
        treeCache.start();
        childrenCache.start(PathChildrenCache.StartMode.BUILD_INITIAL_CACHE);
        nodeCache.start(true);

        try (Workers workers = Workers.of(List.of(storm(writer, "/older", 3), storm(other, "/older", 4)))) {
            LeaderLoss.inTheMiddleOf(cluster, workers::steps, CHANGES);
            workers.stop();
        }

        Map<String, String> tree = tree(writer, "/older");
        awaitEqual(cluster, tree, () -> held(treeCache, "/older", new TreeMap<>()), "TreeCache");
        awaitEqual(
                cluster,
                only(tree, "/older/n[0-9]"),
                () -> {
                    Map<String, String> held = new TreeMap<>();
                    childrenCache.getCurrentData().forEach(data -> put(held, data));
                    return held;
                },
                "PathChildrenCache");
        awaitEqual(
                cluster,
                only(tree, "/older/n0"),
                () -> {
                    Map<String, String> held = new TreeMap<>();
                    ChildData data = nodeCache.getCurrentData();
                    if (data != null) {
                        put(held, data);
                    }
                    return held;
                },
                "NodeCache");
        treeCache.close();
        childrenCache.close();
        nodeCache.close();
    }

    private static Map<String, String> only(Map<String, String> tree, String paths) {
        Map<String, String> some = new TreeMap<>(tree);
        some.keySet().removeIf(path -> !path.matches(paths));
        return some;
    }

    @SuppressWarnings("deprecation")
    private static Map<String, String> held(TreeCache cache, String path, Map<String, String> held) {
        ChildData data = cache.getCurrentData(path);
        if (data != null) {
            put(held, data);
            cache.getCurrentChildren(path).keySet().forEach(name -> held(cache, path + "/" + name, held));
        }
        return held;
    }
}

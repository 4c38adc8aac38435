package io.embeddedcluster.junit5.curator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.junit5.EmbeddedCluster;
import io.embeddedcluster.junit5.curator.fixture.LeaderLoss;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.nodes.PersistentTtlNode;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;

/** A node with a time to live stays as long as somebody touches it, also while the quorum leader is killed, and goes then. */
@EmbeddedCluster(brokers = 0, quorum = 3, quorumConfig = "extendedTypesEnabled=true")
class PersistentTtlNodeTest {

    /**
     * Curator touches the node twice in that time. ZooKeeper's client waits for up to a second before each attempt to come
     * back, and the first ones may come too soon for the next leader: what is left has to be enough for that.
     */
    private static final long TTL_MILLIS = 5_000;

    /** Curator touches a child of the node, which is a container; the child has the TTL. */
    private static final String TOUCHED = "/ttl/" + PersistentTtlNode.DEFAULT_CHILD_NODE_NAME;

    @Test
    void nodeStaysWhileItIsTouchedAndGoesAfterwards(Cluster cluster, CuratorFramework owner, CuratorFramework observer)
            throws Exception {
        PersistentTtlNode node = new PersistentTtlNode(owner, "/ttl", TTL_MILLIS, "data".getBytes(UTF_8));
        node.start();
        assertThat(node.waitForInitialCreate(10, TimeUnit.SECONDS)).isTrue();
        observer.sync().forPath("/ttl");
        long created = observer.checkExists().forPath("/ttl").getCzxid();

        LeaderLoss.survivedBy(cluster, owner, observer);

        observer.sync().forPath("/ttl");
        assertThat(observer.checkExists().forPath("/ttl").getCzxid()).isEqualTo(created);
        assertThat(observer.getData().forPath("/ttl")).asString().isEqualTo("data");
        cluster.await()
                .until("the node is older than its TTL, and touched", () -> touchedAfterMillis(observer) > TTL_MILLIS);
        assertThat(observer.checkExists().forPath("/ttl").getCzxid()).isEqualTo(created);
        node.close();
        cluster.await().until("the node has gone", () -> !cluster.znodes().contains("/ttl "));
    }

    /** One that had gone and come back would be young. */
    private static long touchedAfterMillis(CuratorFramework client) {
        try {
            Stat stat = client.checkExists().forPath(TOUCHED);
            return stat == null ? 0 : stat.getMtime() - stat.getCtime();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

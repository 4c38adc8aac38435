package io.embeddedcluster.junit5.curator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.junit5.EmbeddedCluster;
import io.embeddedcluster.junit5.curator.fixture.LeaderLoss;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.nodes.PersistentTtlNode;
import org.junit.jupiter.api.Test;

/** A node with a time to live stays as long as somebody touches it, also while the quorum leader is killed, and goes then. */
@EmbeddedCluster(brokers = 0, quorum = 3, quorumConfig = "extendedTypesEnabled=true")
class PersistentTtlNodeTest {

    private static final long TTL_MILLIS = 1_500;

    @Test
    void nodeStaysWhileItIsTouchedAndGoesAfterwards(Cluster cluster, CuratorFramework owner, CuratorFramework observer)
            throws Exception {
        PersistentTtlNode node = new PersistentTtlNode(owner, "/ttl", TTL_MILLIS, "data".getBytes(UTF_8));
        node.start();
        assertThat(node.waitForInitialCreate(10, TimeUnit.SECONDS)).isTrue();
        long created = observer.checkExists().forPath("/ttl").getCzxid();

        LeaderLoss.survivedBy(cluster, owner, observer);

        observer.sync().forPath("/ttl");
        assertThat(observer.checkExists().forPath("/ttl").getCzxid()).isEqualTo(created);
        assertThat(observer.getData().forPath("/ttl")).asString().isEqualTo("data");
        node.close();
        cluster.await().until("the node has gone", () -> !cluster.znodes().contains("/ttl "));
    }
}

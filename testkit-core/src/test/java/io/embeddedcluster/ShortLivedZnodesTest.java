package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.fixture.ZooKeeperSession;
import java.util.Arrays;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers and TTL nodes, as the real client sees them go, also under another leader than the one that made them. */
class ShortLivedZnodesTest {

    private static final List<ACL> OPEN = Arrays.asList(new ACL(31, new Id("world", "anyone")));
    private static final byte[] NOTHING = new byte[0];
    private static final int CHECK_INTERVAL_MILLIS = 50;

    private Cluster cluster;
    private ZooKeeperSession session;
    private ZooKeeper client;

    @BeforeEach
    void start() throws Exception {
        cluster = Cluster.builder()
                .brokers(0)
                .quorum(3)
                .quorumConfig("znode.container.checkIntervalMs", Integer.toString(CHECK_INTERVAL_MILLIS))
                .start();
        session = ZooKeeperSession.of(cluster);
        client = session.client();
    }

    @AfterEach
    void close() throws Exception {
        session.close();
        cluster.close();
    }

    @Test
    void containerGoesWithItsLastChildAndNotBefore() throws Exception {
        client.create("/used", NOTHING, OPEN, CreateMode.CONTAINER);
        client.create("/unused", NOTHING, OPEN, CreateMode.CONTAINER);
        client.create("/used/child", NOTHING, OPEN, CreateMode.PERSISTENT);
        awaitCheck();
        assertThat(client.exists("/used", false)).isNotNull();

        client.delete("/used/child", -1);

        cluster.await().until("the container is deleted", () -> isAbsent("/used"));
        assertThat(client.exists("/unused", false))
                .as("one that never had a child")
                .isNotNull();
    }

    @Test
    void znodeWithTimeToLiveGoesWhenItWasNotChangedForSoLong() throws Exception {
        client.create("/short", NOTHING, OPEN, CreateMode.PERSISTENT_WITH_TTL, new Stat(), 1);
        client.create("/long", NOTHING, OPEN, CreateMode.PERSISTENT_WITH_TTL, new Stat(), 3_600_000);
        // At once, or the parent may be gone before the child comes.
        client.multi(List.of(
                Op.create("/parent", NOTHING, OPEN, CreateMode.PERSISTENT_WITH_TTL, 1),
                Op.create("/parent/child", NOTHING, OPEN, CreateMode.PERSISTENT)));

        cluster.await().until("the znode is deleted", () -> isAbsent("/short"));
        awaitCheck();
        assertThat(client.exists("/long", false)).isNotNull();
        assertThat(client.exists("/parent", false)).as("one with a child").isNotNull();
        client.delete("/parent/child", -1);
        cluster.await().until("the parent is deleted", () -> isAbsent("/parent"));
    }

    @Test
    void nextLeaderDeletesThemToo() throws Exception {
        client.create("/short", NOTHING, OPEN, CreateMode.PERSISTENT_WITH_TTL, new Stat(), 700);
        cluster.quorumLeader().kill();

        cluster.await().until("the znode is deleted", () -> isAbsent("/short"));
    }

    /** Waits for a whole turn of the leader's search, which shows by what it deletes: another TTL node. */
    private void awaitCheck() throws Exception {
        client.create("/probe", NOTHING, OPEN, CreateMode.PERSISTENT_WITH_TTL, new Stat(), 1);
        cluster.await().until("the leader has looked again", () -> isAbsent("/probe"));
    }

    private boolean isAbsent(String path) {
        try {
            return client.exists(path, false) == null;
        } catch (KeeperException.ConnectionLossException betweenServers) {
            return false;
        } catch (KeeperException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

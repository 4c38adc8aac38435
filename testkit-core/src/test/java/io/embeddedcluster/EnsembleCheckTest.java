package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.embeddedcluster.check.Anomaly;
import io.embeddedcluster.check.CheckFailedError;
import io.embeddedcluster.fixture.ZooKeeperSession;
import io.embeddedcluster.internal.engine.ClusterPlan;
import io.embeddedcluster.internal.engine.embedded.EmbeddedEngine;
import io.embeddedcluster.internal.engine.embedded.RunningCluster;
import io.embeddedcluster.internal.zookeeper.QuorumServer;
import io.embeddedcluster.internal.zookeeper.StateEditor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** A check of an ensemble finds what no client was told, and what the nodes do not agree on. */
class EnsembleCheckTest {

    /** How long a check waits for nodes that do not come to hold the same. */
    private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(10);

    @Test
    void ensembleThatHasLostItsLeaderUnderWritesIsInOrder() throws Exception {
        try (Cluster cluster =
                        Cluster.builder().brokers(0).quorum(3).observers(1).start();
                ZooKeeperSession session = ZooKeeperSession.of(cluster)) {
            create(session, "/a", CreateMode.PERSISTENT);
            create(session, "/a/e", CreateMode.EPHEMERAL);
            QuorumNode leader = cluster.quorumLeader();
            leader.kill();
            write(session, 300);
            assertThat(cluster.check().summary()).endsWith(", 3 quorum nodes");
            leader.start();
            cluster.addQuorumNode();
            write(session, 1);

            assertThat(cluster.check().summary()).endsWith(", 5 quorum nodes");
        }
    }

    @Test
    void checkDoesNotWaitForWritesToEnd() throws Exception {
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(3).start();
                ZooKeeperSession session = ZooKeeperSession.of(cluster)) {
            create(session, "/a", CreateMode.PERSISTENT);
            Thread writer = new Thread(() -> writeUntilInterrupted(session.client()), "writer");
            writer.start();
            try {
                for (int i = 0; i < 5; i++) {
                    assertTimeout(SETTLE_TIMEOUT.dividedBy(2), cluster::check);
                }
                assertThat(writer.isAlive())
                        .as("there were writes all the while")
                        .isTrue();
            } finally {
                writer.interrupt();
                writer.join();
            }
        }
    }

    private static void writeUntilInterrupted(ZooKeeper client) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                client.setData("/a", new byte[3], -1);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Exception problem) {
            throw new IllegalStateException(problem);
        }
    }

    @Test
    void nodeWhoseTreeIsAnotherIsFound() throws Exception {
        assertThat(anomaliesAfter(server -> StateEditor.addZnode(server, "/rogue"), 2))
                .anySatisfy(anomaly -> {
                    assertThat(anomaly.name()).isEqualTo("diverged-node");
                    assertThat(anomaly.story()).contains(" znodes: /rogue is ").contains("both have applied log index");
                });
    }

    @Test
    void nodeWithASessionOfItsOwnIsFound() throws Exception {
        assertThat(anomaliesAfter(server -> StateEditor.addSession(server, 0x77L), 2))
                .anySatisfy(anomaly -> {
                    assertThat(anomaly.name()).isIn("unknown-session", "diverged-node");
                    assertThat(anomaly.story()).contains("session 0x77 is open on ");
                });
    }

    @Test
    void ephemeralThatOutlivesItsSessionIsFound() throws Exception {
        try (ClusterAndItsInside cluster = ClusterAndItsInside.start();
                ZooKeeperSession owner = ZooKeeperSession.of(cluster.cluster);
                ZooKeeperSession other = ZooKeeperSession.of(cluster.cluster)) {
            create(owner, "/e", CreateMode.EPHEMERAL);
            create(other, "/a", CreateMode.PERSISTENT);
            long lost = owner.client().getSessionId();
            for (int id = 1; id <= 3; id++) {
                cluster.edit(id, server -> StateEditor.forgetSession(server, lost));
            }
            write(other, 3);

            assertThat(anomalies(cluster.cluster))
                    .containsExactly(new Anomaly(
                            "orphaned-ephemeral",
                            "/e is of session 0x" + Long.toHexString(lost)
                                    + ", which is over, and still on quorum-1, quorum-2, quorum-3"));
        }
    }

    @Test
    void writesThatAreGoneWithTheDisksAreFound() throws Exception {
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(3).start()) {
            try (ZooKeeperSession session = ZooKeeperSession.of(cluster)) {
                create(session, "/a", CreateMode.PERSISTENT);
            }
            cluster.check();
            cluster.quorum().forEach(Node::powerLoss);
            cluster.quorum().forEach(Node::start);
            cluster.await().quorumLeader();
            cluster.check();
            cluster.quorum().forEach(Node::kill);
            cluster.quorum().forEach(Node::wipe);
            cluster.quorum().forEach(Node::start);
            cluster.await().quorumLeader();

            assertThat(anomalies(cluster)).isNotEmpty().allSatisfy(anomaly -> {
                assertThat(anomaly.name()).isEqualTo("lost-write");
                assertThat(anomaly.story()).startsWith("a write was answered with zxid 0x");
            });
        }
    }

    @Test
    void withoutAnybodyToAskThereIsNoResult() {
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(1).start()) {
            cluster.quorumNode(1).kill();

            assertThatThrownBy(cluster::check)
                    .isInstanceOf(TestkitException.class)
                    .hasMessageStartingWith("cannot check: no quorum node answers");
        }
    }

    /** What a check finds after one node's state was edited, whichever role it has. */
    private static List<Anomaly> anomaliesAfter(Consumer<QuorumServer> edit, int node) throws Exception {
        try (ClusterAndItsInside cluster = ClusterAndItsInside.start();
                ZooKeeperSession session = ZooKeeperSession.of(cluster.cluster)) {
            cluster.edit(node, edit);
            create(session, "/a", CreateMode.PERSISTENT);
            write(session, 3);
            return anomalies(cluster.cluster);
        }
    }

    private static List<Anomaly> anomalies(Cluster cluster) {
        return Assertions.catchThrowableOfType(CheckFailedError.class, cluster::check)
                .result()
                .anomalies();
    }

    private static void create(ZooKeeperSession session, String path, CreateMode mode) throws Exception {
        session.retrying(client -> client.create(path, new byte[1], ZooDefs.Ids.OPEN_ACL_UNSAFE, mode));
    }

    private static void write(ZooKeeperSession session, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            session.retrying(client -> client.setData("/a", new byte[2], -1));
        }
    }

    /** A cluster whose nodes can be got at. */
    private record ClusterAndItsInside(Cluster cluster, RunningCluster running) implements AutoCloseable {

        private static ClusterAndItsInside start() {
            RunningCluster running = RunningCluster.start(
                    new ClusterPlan(0, 3, 0, "", List.of(), Map.of(), Map.of(), 0, "127.0.0.1", 0, 0));
            return new ClusterAndItsInside(new Cluster(new EmbeddedEngine(running)), running);
        }

        private void edit(int node, Consumer<QuorumServer> edit) {
            running.quorumNode(node).ask("be edited", program -> {
                edit.accept(program.server());
                return true;
            });
        }

        @Override
        public void close() {
            cluster.close();
        }
    }
}

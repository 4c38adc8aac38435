package io.embeddedcluster.junit5.curator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.QuorumNode;
import io.embeddedcluster.Session;
import io.embeddedcluster.TestkitException;
import io.embeddedcluster.fault.Fault;
import io.embeddedcluster.junit5.ClientConfig;
import io.embeddedcluster.junit5.EmbeddedCluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;

/** What Curator tells an application when a test does something to its session. */
@EmbeddedCluster(brokers = 0, quorum = 3)
class ConnectionStatesTest {

    /** The states that a client has told, in order, without that of its first connection, which may come late. */
    private static final class States {

        private final List<ConnectionState> told = new CopyOnWriteArrayList<>();

        static States of(CuratorFramework client) {
            States states = new States();
            client.getConnectionStateListenable().addListener((same, state) -> {
                if (state != ConnectionState.CONNECTED) {
                    states.told.add(state);
                }
            });
            return states;
        }

        void await(Cluster cluster, ConnectionState... expected) {
            try {
                cluster.await().until("Curator has told " + List.of(expected), () -> told.equals(List.of(expected)));
            } catch (TestkitException late) {
                throw new AssertionError("Curator has told " + told, late);
            }
        }
    }

    private static Session session(Cluster cluster, CuratorFramework client) throws Exception {
        return cluster.session(client.getZookeeperClient().getZooKeeper().getSessionId());
    }

    @Test
    void disconnectedClientIsSuspendedAndReconnected(Cluster cluster, CuratorFramework curator) throws Exception {
        States states = States.of(curator);
        Session session = session(cluster, curator);
        session.disconnect();
        states.await(cluster, ConnectionState.SUSPENDED, ConnectionState.RECONNECTED);
        assertThat(session(cluster, curator)).isEqualTo(session);
    }

    @Test
    void movedClientIsSuspendedAndReconnectedOnAnotherServer(Cluster cluster, CuratorFramework curator)
            throws Exception {
        States states = States.of(curator);
        Session session = session(cluster, curator);
        QuorumNode from = session.server().orElseThrow();
        QuorumNode target = cluster.quorum().stream()
                .filter(node -> !node.equals(from))
                .findFirst()
                .orElseThrow();
        session.moveTo(target);
        states.await(cluster, ConnectionState.SUSPENDED, ConnectionState.RECONNECTED);
        assertThat(session.server()).contains(target);
    }

    @Test
    void expiredSessionIsLostAndReplaced(Cluster cluster, CuratorFramework curator) throws Exception {
        curator.create().withMode(CreateMode.EPHEMERAL).forPath("/gone");
        States states = States.of(curator);
        Session session = session(cluster, curator);
        session.expire();
        cluster.await()
                .until(
                        "Curator has told of the loss and of the new session",
                        () -> states.told.contains(ConnectionState.LOST)
                                && states.told.get(states.told.size() - 1) == ConnectionState.RECONNECTED);
        assertThat(session(cluster, curator)).isNotEqualTo(session);
        assertThat(curator.checkExists().forPath("/gone")).isNull();
    }

    /** Curator itself gives a session up that it cannot reach, and takes a new one, to which the hold does not apply. */
    @Test
    void heldClientIsSuspendedThenLostAndGetsAnotherSession(
            Cluster cluster, @ClientConfig("sessionTimeoutMs=900") CuratorFramework curator) throws Exception {
        States states = States.of(curator);
        Session session = session(cluster, curator);
        try (Fault hold = session.hold()) {
            states.await(cluster, ConnectionState.SUSPENDED, ConnectionState.LOST, ConnectionState.RECONNECTED);
            cluster.await().atMost(Duration.ofSeconds(20)).until("the session is over", () -> !session.isOpen());
            assertThat(hold.timesFired()).isPositive();
            assertThat(session(cluster, curator)).isNotEqualTo(session);
        }
    }

    /** A holder that is out of reach does not know that its lock has gone: only what it carries can tell others. */
    @Test
    void holderThatLostItsSessionIsFencedByItsTransactionId(
            Cluster cluster, CuratorFramework first, CuratorFramework second) throws Exception {
        Lock held = Lock.of(first);
        Session session = session(cluster, first);
        Fault outOfReach = session.hold();
        session.expire();

        Lock successor = Lock.of(second);

        assertThat(held.mutex.isAcquiredInThisProcess())
                .as("the first one still believes")
                .isTrue();
        assertThat(successor.token).isGreaterThan(held.token);
        successor.mutex.release();
        outOfReach.close();
    }

    /** A lock and the transaction that gave it. */
    private record Lock(InterProcessMutex mutex, long token) {

        static Lock of(CuratorFramework client) throws Exception {
            InterProcessMutex mutex = new InterProcessMutex(client, "/fenced");
            mutex.acquire();
            String node = mutex.getParticipantNodes().iterator().next();
            client.setData().forPath(node, "token".getBytes(UTF_8));
            return new Lock(mutex, client.checkExists().forPath(node).getCzxid());
        }
    }
}

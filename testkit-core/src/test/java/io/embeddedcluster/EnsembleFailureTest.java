package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.embeddedcluster.fixture.KeyedLoad;
import io.embeddedcluster.fixture.ZooKeeperSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real ZooKeeper client keeps what it was promised while quorum nodes die, and the brokers live through it. */
class EnsembleFailureTest {

    @Test
    void noAcknowledgedWriteIsLostWhenTheQuorumLeaderIsKilledUnderLoad() throws Exception {
        try (Cluster cluster = threeAndThree();
                ZooKeeperSession session = ZooKeeperSession.of(cluster);
                KeyedLoad load = new KeyedLoad("orders", 3, cluster.clientProperties(), Map.of())) {
            session.client().create("/work", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            long sessionId = session.client().getSessionId();
            Set<String> acknowledged = new ConcurrentSkipListSet<>();
            AtomicBoolean over = new AtomicBoolean();
            CountDownLatch ended = new CountDownLatch(1);
            Thread writer = new Thread(() -> write(session, acknowledged, over, ended), "writer");
            writer.start();
            for (int round = 0; round < 3; round++) {
                int before = acknowledged.size();
                load.send(500);
                cluster.await().until("more writes are acknowledged", () -> acknowledged.size() > before + 50);
                QuorumNode leader = cluster.quorumLeader();
                leader.kill();
                int atKill = acknowledged.size();
                cluster.await().until("the next write succeeds", () -> acknowledged.size() > atKill + 1);
                leader.start();
                cluster.await().quorumLeader();
            }
            over.set(true);
            assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();

            assertThat(session.client().getSessionId()).isEqualTo(sessionId);
            List<String> children = session.retrying(client -> client.getChildren("/work", false));
            assertThat(new HashSet<>(children)).containsAll(acknowledged);
            assertThat(session.events()).noneMatch(event -> event.getState() == Watcher.Event.KeeperState.Expired);
            load.flush();
            load.assertEachRecordIsReadOnceInOrder();
            cluster.check();
        }
    }

    @Test
    void withoutMajorityWritesFailAndNothingIsInventedAndAllIsThereAfterwards() throws Exception {
        try (Cluster cluster = threeAndThree();
                ZooKeeperSession session = ZooKeeperSession.of(cluster)) {
            create(session, "/before");
            // The leader among them: one that is left alone may have the write in its log, and commit it later.
            QuorumNode leader = cluster.quorumLeader();
            QuorumNode follower = cluster.quorum().stream()
                    .filter(node -> !node.equals(leader))
                    .findFirst()
                    .orElseThrow();
            List<QuorumNode> down = List.of(leader, follower);
            down.forEach(Node::kill);

            assertThatThrownBy(() -> create(session, "/during"))
                    .isInstanceOf(KeeperException.ConnectionLossException.class);

            down.forEach(Node::start);
            cluster.await().quorumLeader();
            assertThat(session.exists("/before")).isTrue();
            assertThat(session.exists("/during")).isFalse();
            session.retrying(client -> client.setData("/before", text("again"), -1));
            assertBrokersLive(cluster);
        }
    }

    /** As many as may be down are, the leader among them, and then one more. */
    @ParameterizedTest
    @ValueSource(ints = {5, 7})
    void minorityMayBeDownAndNoMore(int size) throws Exception {
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(size).start();
                ZooKeeperSession session = ZooKeeperSession.of(cluster)) {
            create(session, "/before");
            List<QuorumNode> down = new ArrayList<>(cluster.quorum());
            down.remove(cluster.quorumLeader());
            down.add(0, cluster.quorumLeader());
            List<QuorumNode> minority = down.subList(0, size / 2);
            minority.forEach(Node::kill);
            cluster.await().quorumLeader();
            session.retrying(client -> client.setData("/before", text("by the majority"), -1));

            cluster.quorumLeader().kill();
            assertThatThrownBy(() -> create(session, "/during"))
                    .isInstanceOf(KeeperException.ConnectionLossException.class);

            minority.forEach(Node::start);
            cluster.await().quorumLeader();
            assertThat(session.<byte[]>retrying(client -> client.getData("/before", false, null)))
                    .asString()
                    .isEqualTo("by the majority");
        }
    }

    @Test
    void afterPowerLossOfAllThreeEveryAcknowledgedWriteIsThere() throws Exception {
        try (Cluster cluster = threeAndThree();
                ZooKeeperSession session = ZooKeeperSession.of(cluster)) {
            for (int i = 0; i < 200; i++) {
                create(session, "/written-" + i);
            }

            cluster.quorum().forEach(Node::powerLoss);
            cluster.quorum().forEach(Node::start);

            cluster.await().quorumLeader();
            for (int i = 0; i < 200; i++) {
                String path = "/written-" + i;
                assertThat(session.exists(path)).as(path).isTrue();
            }
            assertBrokersLive(cluster);
        }
    }

    @Test
    void ephemeralsSurviveTheQuorumLeaderAndDieWithTheirSession() throws Exception {
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(3).start();
                ZooKeeperSession observer = ZooKeeperSession.of(cluster)) {
            ZooKeeperSession owner = ZooKeeperSession.of(cluster);
            owner.client().create("/here", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
            cluster.quorumLeader().kill();
            cluster.await().quorumLeader();
            assertThat(observer.exists("/here")).isTrue();
            // A client that is still between two servers ends without its last word, and its session lives on.
            assertThat(owner.exists("/here")).isTrue();

            owner.close();

            await().until(() -> !observer.exists("/here"));
        }
    }

    private static Cluster threeAndThree() {
        return Cluster.builder()
                .brokers(3)
                .quorum(3)
                .topic(TopicSpec.of("orders", 3, 3))
                .start();
    }

    private static void assertBrokersLive(Cluster cluster) {
        cluster.brokers().forEach(broker -> cluster.await().registered(broker));
        try (KeyedLoad load = new KeyedLoad("orders", 3, cluster.clientProperties(), Map.of())) {
            load.send(300);
            load.flush();
            load.assertEachRecordIsReadOnceInOrder();
        }
        Broker leader = cluster.leaderOf("orders", 0);
        leader.kill();
        cluster.await().leaderOf("orders", 0).isNot(leader);
        cluster.check();
    }

    private static void write(
            ZooKeeperSession session, Set<String> acknowledged, AtomicBoolean over, CountDownLatch ended) {
        int number = 0;
        while (!over.get()) {
            String name = String.format("n%06d", number++);
            try {
                create(session, "/work/" + name);
                acknowledged.add(name);
            } catch (KeeperException unknownOutcome) {
                // It may be there or not, and is not counted.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        ended.countDown();
    }

    private static void create(ZooKeeperSession session, String path) throws KeeperException, InterruptedException {
        session.client().create(path, text("x"), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

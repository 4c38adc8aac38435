package io.embeddedcluster.internal.zookeeper;

import static io.embeddedcluster.internal.zookeeper.fixture.LiveEnsemble.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Split;
import io.embeddedcluster.internal.zookeeper.fixture.LiveEnsemble;
import io.embeddedcluster.internal.zookeeper.fixture.Load;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the unmodified Java client keeps through the death of servers: every acknowledged write, and its session. */
@Timeout(90)
class QuorumFailureTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LiveEnsemble ensemble = new LiveEnsemble(3);

    @AfterEach
    void close() {
        ensemble.close();
    }

    @Test
    void noAcknowledgedWriteIsLostWhenLeadersAreKilledUnderLoad() throws Exception {
        underLoad(3, leader -> {
            ensemble.kill(leader);
            ensemble.awaitLeader();
            ensemble.start(leader);
            ensemble.awaitServing(3);
        });
    }

    @Test
    void noAcknowledgedWriteIsLostWhenLeadersAreShutDownUnderLoad() throws Exception {
        underLoad(3, leader -> {
            ensemble.shutdown(leader);
            ensemble.awaitLeader();
            ensemble.start(leader);
            ensemble.awaitServing(3);
        });
    }

    @Test
    void noAcknowledgedWriteIsLostWhenLeadersAreIsolatedUnderLoad() throws Exception {
        underLoad(3, leader -> {
            Split split = ensemble.isolate(leader);
            await().atMost(PATIENCE).until(() -> !ensemble.ask(leader, QuorumServer::isServing));
            ensemble.awaitLeader();
            ensemble.cluster().fabric().heal(split);
            ensemble.awaitServing(3);
        });
    }

    @Test
    void noAcknowledgedWriteIsLostWhenLeadersArePausedUnderLoad() throws Exception {
        underLoad(3, leader -> {
            ensemble.pause(leader);
            await().atMost(PATIENCE)
                    .until(() -> ensemble.names().stream()
                            .filter(name -> !name.equals(leader))
                            .anyMatch(name -> ensemble.ask(name, QuorumServer::mode) == ServerMode.LEADER));
            ensemble.resume(leader);
            ensemble.awaitServing(3);
        });
    }

    private void underLoad(int rounds, Consumer<NodeName> disturbance) throws Exception {
        Load load = new Load(ensemble, 4);
        for (int i = 0; i < rounds; i++) {
            int before = load.acknowledgedCount();
            await().atMost(PATIENCE).until(() -> load.acknowledgedCount() > before + 100);
            disturbance.accept(ensemble.awaitLeader());
        }
        int before = load.acknowledgedCount();
        await().atMost(PATIENCE).until(() -> load.acknowledgedCount() > before + 100);
        load.stop();

        ensemble.awaitSameState();
        for (NodeName name : ensemble.names()) {
            ZooKeeper reader = ensemble.client(ensemble.address(name), event -> {});
            assertThat(load.problems(reader)).isEmpty();
            List<Long> owners = new ArrayList<>();
            for (int i = 0; i < load.sessions().size(); i++) {
                owners.add(reader.exists("/alive-" + i, false).getEphemeralOwner());
            }
            assertThat(owners).isEqualTo(load.sessions());
        }
    }

    @Test
    void withoutAMajorityNothingIsAcknowledgedAndNothingInvented() throws Exception {
        ZooKeeper client = ensemble.client(event -> {});
        client.create("/a", bytes("before"), OPEN, CreateMode.PERSISTENT);
        NodeName leader = ensemble.awaitLeader();
        List<NodeName> followers = ensemble.followers();
        followers.forEach(ensemble::kill);
        await().atMost(PATIENCE).until(() -> !ensemble.ask(leader, QuorumServer::isServing));

        assertThatThrownBy(() -> client.setData("/a", bytes("never"), -1))
                .isInstanceOf(KeeperException.ConnectionLossException.class);
        assertThatThrownBy(() -> client.getData("/a", false, null))
                .isInstanceOf(KeeperException.ConnectionLossException.class);

        followers.forEach(ensemble::start);
        ensemble.awaitServing(3);
        Stat stat = new Stat();
        assertThat(eventually(() -> client.getData("/a", false, stat)))
                .asString()
                .isEqualTo("before");
        assertThat(stat.getVersion()).isZero();
        eventually(() -> client.setData("/a", bytes("after"), 0));
    }

    @Test
    void everyAcknowledgedWriteSurvivesPowerLossOfAllServers() throws Exception {
        Load load = new Load(ensemble, 4);
        for (int round = 0; round < 2; round++) {
            int before = load.acknowledgedCount();
            await().atMost(PATIENCE).until(() -> load.acknowledgedCount() > before + 200);
            ensemble.names().forEach(ensemble::powerLoss);
            ensemble.names().forEach(ensemble::start);
            ensemble.awaitServing(3);
        }
        load.stop();

        ensemble.awaitSameState();
        assertThat(load.problems(ensemble.client(event -> {}))).isEmpty();
    }

    @Test
    void watchesOfAClientThatMovesTellWhatItMissed() throws Exception {
        List<String> events = new CopyOnWriteArrayList<>();
        NodeName follower = ensemble.followers().get(0);
        NodeName leader = ensemble.awaitLeader();
        ZooKeeper writer = ensemble.client(ensemble.address(leader), event -> {});
        for (String path : List.of("/data", "/gone", "/parent", "/quiet")) {
            writer.create(path, bytes("1"), OPEN, CreateMode.PERSISTENT);
        }
        ZooKeeper watcher = ensemble.client(
                ensemble.address(follower) + "," + ensemble.address(leader), event -> record(event, events));
        // Its server may still lag behind the writer's: a watch for a znode that is to come would be another one.
        await("the watcher's server has everything")
                .atMost(PATIENCE)
                .until(() -> watcher.exists("/quiet", false) != null);
        watcher.exists("/quiet", true);
        watcher.getData("/data", true, null);
        watcher.exists("/gone", true);
        watcher.exists("/new", true);
        watcher.getChildren("/parent", true);

        ensemble.kill(follower);
        writer.setData("/data", bytes("2"), -1);
        writer.delete("/gone", -1);
        writer.create("/new", null, OPEN, CreateMode.PERSISTENT);
        writer.create("/parent/child", null, OPEN, CreateMode.PERSISTENT);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(events)
                        .containsExactlyInAnyOrder(
                                "NodeDataChanged /data",
                                "NodeDeleted /gone",
                                "NodeCreated /new",
                                "NodeChildrenChanged /parent"));
        writer.setData("/quiet", bytes("2"), -1);
        await().atMost(PATIENCE).until(() -> events.contains("NodeDataChanged /quiet"));
    }

    @Test
    void sessionThatEndedWhileItsClientWasAwayIsToldSo() throws Exception {
        NodeName follower = ensemble.followers().get(0);
        List<Watcher.Event.KeeperState> states = new CopyOnWriteArrayList<>();
        ZooKeeper witness = ensemble.client(ensemble.address(ensemble.awaitLeader()), event -> {});
        ZooKeeper client = new ZooKeeper(ensemble.address(follower), 500, event -> states.add(event.getState()));
        client.create("/e", null, OPEN, CreateMode.EPHEMERAL);

        ensemble.kill(follower);
        await("the leader ends the session").atMost(PATIENCE).until(() -> witness.exists("/e", false) == null);
        ensemble.start(follower);

        await("the client is told").atMost(PATIENCE).until(() -> states.contains(Watcher.Event.KeeperState.Expired));
        assertThatThrownBy(() -> client.exists("/e", false))
                .isInstanceOf(KeeperException.SessionExpiredException.class);
        client.close();
    }

    private static void record(org.apache.zookeeper.WatchedEvent event, List<String> events) {
        if (event.getType() != Watcher.Event.EventType.None) {
            events.add(event.getType() + " " + event.getPath());
        }
    }

    /** Does it again while the client is between two servers. */
    private static <T> T eventually(Callable<T> attempt) {
        return await("an answer")
                .atMost(PATIENCE)
                .ignoreException(KeeperException.ConnectionLossException.class)
                .until(attempt, answer -> true);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package io.embeddedcluster.parity.behaviour;

import static io.embeddedcluster.parity.behaviour.RecordedClient.ANY_VERSION;
import static io.embeddedcluster.parity.behaviour.RecordedClient.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.parity.behaviour.Stage.ClientSpec;
import io.embeddedcluster.parity.fixture.FourLetters;
import io.embeddedcluster.parity.fixture.RealServers;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A client to which a server without a quorum is enough: two of three are gone, and come back. */
@Tag("parity")
class ReadOnlyClientParityTest {

    private static final String READ_ONLY_MODE = "readonlymode.enabled";

    private static final Map<String, String> CONFIG = Map.of(
            "tickTime", "500",
            "minSessionTimeout", "1000",
            "maxSessionTimeout", "60000",
            "localSessionsEnabled", "true");

    @BeforeAll
    static void switchOn() {
        System.setProperty(READ_ONLY_MODE, "true");
    }

    @AfterAll
    static void switchOff() {
        System.clearProperty(READ_ONLY_MODE);
    }

    @Test
    void clientSeesTheSameOfAServerWithoutAQuorum() throws Exception {
        CompletableFuture<List<String>> there = CompletableFuture.supplyAsync(ReadOnlyClientParityTest::real);
        List<String> here = ours();
        assertThat(Transcript.differences(here, there.get(120, TimeUnit.SECONDS)))
                .isEmpty();
        assertThat(here)
                .anyMatch(line -> line.contains("NOTREADONLY"))
                .anyMatch(line -> line.contains("told None ConnectedReadOnly"))
                .anyMatch(line -> line.contains("told None SyncConnected"));
    }

    private static Map<String, String> configWith(String switchedOn) {
        Map<String, String> config = new TreeMap<>(CONFIG);
        config.put(switchedOn, "true");
        return config;
    }

    private static List<String> ours() throws Exception {
        try (Servers servers = Servers.ours(configWith(READ_ONLY_MODE))) {
            return story(servers);
        }
    }

    private static List<String> real() {
        // Ours has no local sessions on servers that have a quorum.
        try (Servers servers = Servers.real(configWith("localSessionsUpgradingEnabled"))) {
            return story(servers);
        } catch (Exception e) {
            throw new AssertionError("the real servers", e);
        }
    }

    private static List<String> story(Servers servers) throws Exception {
        try (Stage stage = new Stage(servers)) {
            InetSocketAddress left = servers.followersThenLeader().get(0);
            List<InetSocketAddress> gone = servers.followersThenLeader().subList(1, 3);
            RecordedClient before = stage.client("before");
            before.create("/ro", "data", OPEN, CreateMode.PERSISTENT, -1);
            before.create("/ro/x", CreateMode.PERSISTENT);
            before.settle();
            stage.settle();
            before.close();
            for (InetSocketAddress each : gone) {
                servers.stop(each);
            }
            RealServers.await(() -> FourLetters.answer(left.getPort(), "isro").equals("ro"));

            RecordedClient a = stage.begin(new ClientSpec("a", List.of(left), Stage.LONG_MILLIS).withReadOnly());
            a.awaitState(KeeperState.ConnectedReadOnly);
            a.note("state " + a.zooKeeper().getState());
            a.get("/ro", "data");
            a.children("/ro", null);
            a.exists("/ro/none", "exists");
            a.countBelow("/");
            a.acl("/ro");
            a.addWatch("/ro", "below", AddWatchMode.PERSISTENT_RECURSIVE);
            a.whoAmI();
            a.ephemerals();
            a.create("/ro/y", CreateMode.PERSISTENT);
            a.create("/ro/e", CreateMode.EPHEMERAL);
            a.create("/ro/c", CreateMode.CONTAINER);
            a.set("/ro", "");
            a.delete("/ro/x", ANY_VERSION);
            a.setAcl("/ro", ANY_VERSION, NodeBehaviours.acl(31, "world", "anyone"));
            a.sync("/ro");
            a.multi(Op.check("/ro", 0));
            a.multi(Op.getData("/ro"), Op.getChildren("/ro"));

            servers.start(gone.get(0));
            a.awaitConnection();
            stage.transcript().nameSession(a.zooKeeper().getSessionId(), "a");
            a.note("state " + a.zooKeeper().getState());
            a.create("/ro/y", CreateMode.PERSISTENT);
            a.create("/ro/e", CreateMode.EPHEMERAL);
            a.close();
            return stage.transcript().text();
        }
    }
}

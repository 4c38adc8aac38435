package io.embeddedcluster.internal.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.fixture.LiveEnsemble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Java's client at servers without a quorum. */
class ReadOnlyServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Queue<KeeperState> states = new ConcurrentLinkedQueue<>();
    private final List<ZooKeeper> clients = new ArrayList<>();
    private final LiveEnsemble ensemble = new LiveEnsemble(
            3,
            spec -> spec.withConfig(
                    QuorumConfig.of(Map.of("readonlymode.enabled", "true", "localSessionsEnabled", "true"))));

    @AfterEach
    void close() throws InterruptedException {
        for (ZooKeeper client : clients) {
            client.close();
        }
        ensemble.close();
    }

    @Test
    void clientReadsWithoutAQuorumAndWritesWhenItIsBack() throws Exception {
        ensemble.client(event -> {}).create("/before", new byte[] {7}, LiveEnsemble.OPEN, CreateMode.PERSISTENT);
        ensemble.awaitSameState();
        List<NodeName> names = ensemble.names();
        ensemble.kill(names.get(0));
        ensemble.kill(names.get(1));

        ZooKeeper client = readOnlyClient(10_000);
        await(() -> assertThat(client.getState()).isEqualTo(ZooKeeper.States.CONNECTEDREADONLY));
        long readOnlySession = client.getSessionId();

        assertThat(client.getData("/before", true, null)).containsExactly(7);
        assertThat(client.getChildren("/", false)).contains("before");
        assertThatThrownBy(() -> client.create("/no", null, LiveEnsemble.OPEN, CreateMode.EPHEMERAL))
                .isInstanceOf(KeeperException.NotReadOnlyException.class);
        assertThatThrownBy(() -> client.multi(List.of(Op.delete("/before", -1))))
                .isInstanceOf(KeeperException.NotReadOnlyException.class);

        ensemble.start(names.get(0));
        await(() -> assertThat(client.getState()).isEqualTo(ZooKeeper.States.CONNECTED));
        client.create("/after", null, LiveEnsemble.OPEN, CreateMode.PERSISTENT);
        assertThat(client.getSessionId()).isNotEqualTo(readOnlySession);
        // The client tells its watcher on another thread than the one that waits for answers.
        await(() -> assertThat(states).contains(KeeperState.ConnectedReadOnly, KeeperState.SyncConnected));
        assertThat(states).doesNotContain(KeeperState.Expired);
    }

    @Test
    void sessionOfTheEnsembleWaitsForTheQuorum() throws Exception {
        List<NodeName> names = ensemble.names();
        ZooKeeper client = readOnlyClient(20_000);
        client.create("/mine", null, LiveEnsemble.OPEN, CreateMode.EPHEMERAL);
        long session = client.getSessionId();
        ensemble.kill(names.get(0));
        ensemble.kill(names.get(1));
        await(() -> assertThat(ensemble.ask(names.get(2), QuorumServer::mode)).isEqualTo(ServerMode.READ_ONLY));
        ensemble.start(names.get(0));

        await(() -> assertThat(client.exists("/mine", false)).isNotNull());
        assertThat(client.getSessionId()).isEqualTo(session);
        assertThat(states).doesNotContain(KeeperState.ConnectedReadOnly, KeeperState.Expired);
    }

    private ZooKeeper readOnlyClient(int timeoutMillis) throws Exception {
        ZooKeeper client = new ZooKeeper(ensemble.connectString(), timeoutMillis, this::note, true);
        clients.add(client);
        return client;
    }

    private void note(WatchedEvent event) {
        states.add(event.getState());
    }

    private static void await(ThrowingRunnable condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsMatching(KeeperException.class::isInstance)
                .untilAsserted(condition);
    }
}

package io.embeddedcluster.parity.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.TrustStore;
import io.embeddedcluster.parity.fixture.FourLetters;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java's client over TLS, and what it does not trust. */
@Tag("parity")
class TlsClientTest {

    private static final List<ACL> OPEN = Arrays.asList(new ACL(31, new Id("world", "anyone")));

    private final Cluster cluster = Cluster.builder()
            .brokers(0)
            .quorum(3)
            .quorumConfig("client.portUnification", "true")
            .start();

    private final List<ZooKeeper> clients = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void close() throws InterruptedException {
        for (ZooKeeper client : clients) {
            client.close();
        }
        cluster.close();
    }

    @Test
    void clientsOverTlsAndInPlaintextShareAPortAndATree() throws Exception {
        ZooKeeper secure = client(config(cluster.trustStore()));
        ZooKeeper plain = client(new ZKClientConfig());
        List<String> events = new ArrayList<>();

        secure.create("/secure", new byte[200_000], OPEN, CreateMode.PERSISTENT);
        plain.sync("/", (code, path, context) -> {}, null);
        assertThat(plain.getData("/secure", event -> add(events, event.getType()), null))
                .hasSize(200_000);
        secure.setData("/secure", new byte[] {1}, -1);

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            synchronized (events) {
                return events.contains("NodeDataChanged");
            }
        });
        int port = Integer.parseInt(cluster.quorumNode(1).address().split(":", -1)[1]);
        assertThat(FourLetters.ask(port, "ruok")).isEqualTo("imok");
    }

    private static void add(List<String> events, EventType type) {
        synchronized (events) {
            events.add(type.name());
        }
    }

    @Test
    void clientThatTrustsNobodyIsRefusedWhileOthersLiveOn() throws Exception {
        ZooKeeper secure = client(config(cluster.trustStore()));
        secure.create("/mine", null, OPEN, CreateMode.EPHEMERAL);
        long session = secure.getSessionId();

        KeyStore others = KeyStore.getInstance("PKCS12");
        others.load(null, null);
        Path file = directory.resolve("others.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            others.store(out, "changeit".toCharArray());
        }
        ZooKeeper distrustful = client(config(new TrustStore(file.toString(), "changeit", "PKCS12")));
        assertThatThrownBy(() -> distrustful.exists("/mine", false)).isNotNull();
        assertThat(distrustful.getState().isConnected()).isFalse();

        assertThat(secure.exists("/mine", false)).isNotNull();
        assertThat(secure.getSessionId()).isEqualTo(session);
    }

    private ZooKeeper client(ZKClientConfig config) throws Exception {
        ZooKeeper client = new ZooKeeper(cluster.quorumConnectString(), 10_000, event -> {}, config);
        clients.add(client);
        return client;
    }

    private static ZKClientConfig config(TrustStore trustStore) {
        ZKClientConfig config = new ZKClientConfig();
        trustStore.zooKeeperProperties().forEach(config::setProperty);
        return config;
    }
}

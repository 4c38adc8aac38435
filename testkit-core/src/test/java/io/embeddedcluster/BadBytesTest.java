package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.embeddedcluster.fixture.KeyedLoad;
import io.embeddedcluster.fixture.ZooKeeperSession;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: bytes that make no sense end their own connection, with a reason in the journal, and nothing else.
 *
 * <p>Method: one cluster, a Kafka producer and a ZooKeeper session that work throughout, and beside them a socket that sends
 * each kind of nonsense to each kind of node.
 */
@TestInstance(Lifecycle.PER_CLASS)
class BadBytesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * Bytes that a client sends before it closes its side.
     *
     * @param reason what the journal has to say of it
     */
    private record Nonsense(String name, ByteBuffer toBroker, ByteBuffer toQuorumNode, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    private Cluster cluster;
    private KeyedLoad load;
    private ZooKeeperSession session;

    @BeforeAll
    void start() throws Exception {
        cluster = Cluster.builder().topic("orders", 1).start();
        load = new KeyedLoad("orders", 1, cluster.clientProperties(), Map.of());
        session = ZooKeeperSession.of(cluster);
    }

    @AfterAll
    void close() throws Exception {
        session.close();
        load.close();
        cluster.close();
    }

    static List<Nonsense> nonsense() {
        byte[] drawn = new byte[4_096];
        new Random(1).nextBytes(drawn);
        // A length that no frame may have comes first, as in most random bytes; these are the same in each run.
        drawn[0] = 0x7f;
        ByteBuffer random = ByteBuffer.wrap(drawn);
        ByteBuffer http = StandardCharsets.US_ASCII.encode("GET / HTTP/1.1\r\n\r\n");
        ByteBuffer halfLength = ByteBuffer.allocate(2);
        return List.of(
                new Nonsense("frame that is too long", ints(Integer.MAX_VALUE), ints(Integer.MAX_VALUE), ""),
                new Nonsense("negative length", ints(-1), ints(-1), ""),
                new Nonsense("half a length", halfLength, halfLength, "within a frame"),
                new Nonsense("truncated frame", ints(100, 7), ints(100, 7), "within a frame"),
                new Nonsense("unknown API or an empty request", header(9_999, 0), ints(4, 7), ""),
                new Nonsense("unsupported version or a bad length", header(0, 99), ints(8, -5, 0), ""),
                new Nonsense("random bytes", random, random, ""),
                new Nonsense("another protocol", http, http, ""));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void brokerEndsThatConnectionOnlyAndSaysWhy(Nonsense nonsense) throws Exception {
        sendAndAwaitTheEnd(cluster.broker(1), nonsense.toBroker(), "connection-", nonsense.reason());
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void quorumNodeEndsThatConnectionOnlyAndSaysWhy(Nonsense nonsense) throws Exception {
        sendAndAwaitTheEnd(cluster.quorumNode(1), nonsense.toQuorumNode(), "client-closed", nonsense.reason());
    }

    private void sendAndAwaitTheEnd(Node node, ByteBuffer bytes, String kind, String reason) throws Exception {
        try (Socket socket = connectTo(node)) {
            String peer = "peer=client 127.0.0.1:" + socket.getLocalPort() + " ";
            socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            socket.getOutputStream().write(copy);
            socket.shutdownOutput();
            readToTheEnd(socket.getInputStream());

            await("the journal of " + node + " says why it closed " + peer)
                    .atMost(PATIENCE)
                    .until(() -> cluster.journal().entries().stream()
                            .anyMatch(entry -> entry.node().equals(node.name())
                                    && entry.kind().startsWith(kind)
                                    && (entry.detail() + " ").contains(peer)
                                    && entry.detail().contains("reason=")
                                    && entry.detail().contains(reason)));
        }
        othersAreNotDisturbed();
    }

    private void othersAreNotDisturbed() throws Exception {
        load.send(10);
        load.flush();
        assertThat(load.failures()).isEmpty();
        assertThat(load.acknowledgedCount()).isEqualTo(load.sentCount());
        assertThat(session.exists("/brokers")).isTrue();
        assertThat(session.events()).extracting(event -> event.getState()).containsOnly(KeeperState.SyncConnected);
    }

    private static Socket connectTo(Node node) throws IOException {
        String address = node.address();
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static void readToTheEnd(InputStream in) throws IOException {
        try {
            in.readAllBytes();
        } catch (SocketException reset) {
            // An end as well.
        }
    }

    private static ByteBuffer ints(int... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Integer.BYTES);
        for (int number : numbers) {
            bytes.putInt(number);
        }
        return bytes.flip();
    }

    /** A whole request that has nothing but a header: API key, version, correlation id, no client id. */
    private static ByteBuffer header(int apiKey, int version) {
        return ByteBuffer.allocate(14)
                .putInt(10)
                .putShort((short) apiKey)
                .putShort((short) version)
                .putInt(1)
                .putShort((short) -1)
                .flip();
    }
}

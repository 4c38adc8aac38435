package io.embeddedcluster.parity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.ClusterBuilder;
import io.embeddedcluster.parity.fixture.FourLetters;
import io.embeddedcluster.parity.fixture.RealServers;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of three servers when two are gone, byte by byte beside the real one. */
@Tag("parity")
class ReadOnlyParityTest {

    private static final String READ_ONLY_MODE = "readonlymode.enabled";

    private static final int[] WRITES = {9, 1, 15, 19, 21, 2, 5, 7, 14, 16};

    private static final Map<String, String> CONFIG =
            Map.of("tickTime", "1000", "minSessionTimeout", "400", "maxSessionTimeout", "60000");

    @BeforeAll
    static void switchOn() {
        System.setProperty(READ_ONLY_MODE, "true");
    }

    @AfterAll
    static void switchOff() {
        System.clearProperty(READ_ONLY_MODE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void serverWithoutAQuorumAnswersAsTheRealOne(boolean localSessions) throws Exception {
        Map<String, String> config = new LinkedHashMap<>(CONFIG);
        config.put("localSessionsEnabled", Boolean.toString(localSessions));
        String expected;
        try (RealServers real = new RealServers(3, config)) {
            write(real.port(2));
            real.stop(1);
            real.stop(3);
            expected = story(real.port(2), localSessions);
        }
        try (Cluster cluster = cluster(config)) {
            int port = Integer.parseInt(cluster.quorumNode(2).address().split(":", -1)[1]);
            write(port);
            cluster.quorumNode(1).kill();
            cluster.quorumNode(3).kill();
            String story = story(port, localSessions);
            assertThat(story)
                    .isEqualTo(expected)
                    .contains("NOTREADONLY", "READ-ONLY mode", "zk_server_state\tread-only");
        }
    }

    private static Cluster cluster(Map<String, String> config) {
        ClusterBuilder builder = Cluster.builder().brokers(0).quorum(3).quorumConfig(READ_ONLY_MODE, "true");
        config.forEach(builder::quorumConfig);
        return builder.start();
    }

    /** A server that has never written anything knows no zxid. */
    private static void write(int port) throws Exception {
        ZooKeeper client = new ZooKeeper("127.0.0.1:" + port, 30_000, event -> {});
        client.create("/x", new byte[1], Arrays.asList(new ACL(31, new Id("world", "anyone"))), CreateMode.PERSISTENT);
        client.close();
    }

    private static String story(int port, boolean localSessions) throws Exception {
        RealServers.await(() -> FourLetters.answer(port, "isro").equals("ro"));
        List<String> story = new ArrayList<>();
        for (String word : List.of("isro", "srvr", "stat", "conf", "dump")) {
            // What was asked while waiting was counted.
            story.add(word + ": "
                    + OperatorsText.of(FourLetters.ask(port, word))
                            .replaceAll("(Received|Sent): \\d+", "$1: N")
                            .replaceAll("(?m)^maxClientCnxns=.*\n", ""));
        }
        story.add("mntr: "
                + FourLetters.ask(port, "mntr")
                        .lines()
                        .takeWhile(line -> !line.startsWith("zk_watch_bytes"))
                        .map(line -> line.startsWith("zk_server_state") ? line : line.split("\t", -1)[0])
                        .sorted()
                        .toList());
        try (RawSession readWrite = new RawSession(port)) {
            story.add("read-write client: " + readWrite.connect(0, new byte[16], false));
        }
        try (RawSession ahead = new RawSession(port)) {
            story.add("client ahead: " + ahead.connect(Long.MAX_VALUE, new byte[16], true));
        }
        try (RawSession readOnly = new RawSession(port)) {
            story.add("read-only client: " + readOnly.connect(0, new byte[16], true));
            if (localSessions) {
                for (int op : WRITES) {
                    story.add("write " + op + ": " + readOnly.ask(op, new byte[] {0, 0, 0, 1, '/', 0, 0, 0, 0}));
                }
                story.add("exists: " + readOnly.ask(3, new byte[] {0, 0, 0, 1, '/', 0}));
                story.add("get children: " + readOnly.ask(8, new byte[] {0, 0, 0, 1, '/', 1}));
                story.add("ping: " + readOnly.ask(11, new byte[0]));
                try (RawSession again = new RawSession(port)) {
                    story.add("same session again: " + again.reconnect(readOnly, readOnly.password, true));
                }
                try (RawSession wrong = new RawSession(port)) {
                    story.add("wrong password: " + wrong.reconnect(readOnly, new byte[16], true));
                }
                try (RawSession last = new RawSession(port)) {
                    story.add("and again: " + last.reconnect(readOnly, readOnly.password, true));
                    story.add("close: " + last.ask(-11, new byte[0]));
                    story.add("then: " + last.frame());
                }
                try (RawSession over = new RawSession(port)) {
                    story.add("closed session: " + over.reconnect(readOnly, readOnly.password, true));
                }
            }
        }
        return String.join("\n", story);
    }

    /** A connection that writes down what it hears, zxids and passwords named. */
    private static final class RawSession implements AutoCloseable {

        private static final int PATIENCE_MILLIS = 20_000;

        private final Socket socket = new Socket();
        private final DataOutputStream out;
        private final DataInputStream in;
        private long session;
        private byte[] password = new byte[16];

        private RawSession(int port) throws IOException {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            out = new DataOutputStream(socket.getOutputStream());
            in = new DataInputStream(socket.getInputStream());
        }

        private String connect(long zxid, byte[] password, boolean readOnly) throws IOException {
            return connect(zxid, 0, password, readOnly);
        }

        private String reconnect(RawSession other, byte[] password, boolean readOnly) throws IOException {
            return connect(0, other.session, password, readOnly);
        }

        private String connect(long zxid, long id, byte[] password, boolean readOnly) throws IOException {
            ByteBuffer request = ByteBuffer.allocate(45);
            request.putInt(0).putLong(zxid).putInt(30_000).putLong(id).putInt(password.length);
            request.put(password).put((byte) (readOnly ? 1 : 0));
            send(request.array());
            byte[] answer = read();
            if (answer == null) {
                return "nothing";
            }
            ByteBuffer buffer = ByteBuffer.wrap(answer);
            if (answer.length == 16) {
                return "header of xid " + buffer.getInt(0) + " error " + error(buffer.getInt(12));
            }
            session = buffer.getLong(8);
            buffer.position(20).get(this.password);
            return answer.length + " bytes, timeout=" + buffer.getInt(4) + " session=" + (session != 0) + " readOnly="
                    + answer[36];
        }

        private String ask(int type, byte[] body) throws IOException {
            send(ByteBuffer.allocate(8 + body.length)
                    .putInt(7)
                    .putInt(type)
                    .put(body)
                    .array());
            return frame();
        }

        private String frame() throws IOException {
            byte[] answer = read();
            if (answer == null) {
                return "nothing";
            }
            ByteBuffer header = ByteBuffer.wrap(answer);
            return "xid " + header.getInt() + " zxid " + (header.getLong() > 0) + " error " + error(header.getInt())
                    + " and " + header.remaining() + " bytes";
        }

        private static String error(int code) {
            return code == -119 ? "NOTREADONLY" : Integer.toString(code);
        }

        private void send(byte[] frame) throws IOException {
            out.writeInt(frame.length);
            out.write(frame);
            out.flush();
        }

        /** {@return the next frame, or null where the connection ends; silence is a failure} */
        private byte[] read() throws IOException {
            try {
                byte[] frame = new byte[in.readInt()];
                in.readFully(frame);
                return frame;
            } catch (EOFException | SocketException nothing) {
                return null;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

package io.embeddedcluster.parity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.ClusterBuilder;
import io.embeddedcluster.parity.fixture.RealServers;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Logins by SASL DIGEST-MD5 of Java's client and of raw bytes, beside the real server. */
@Tag("parity")
class SaslParityTest {

    private static final String PROVIDER = "zookeeper.authProvider.1";
    private static final String REQUIRED = "zookeeper.sessionRequireClientSASLAuth";

    private static final String SUPER_USER = "zookeeper.superUser";

    /** With it, as by default, neither ZooKeeper's client nor its server has DIGEST-MD5. */
    private static final String FIPS = "zookeeper.fips-mode";

    private static final String USES_SASL = "zookeeper.sasl.client";

    private static final Map<String, String> CONFIG =
            Map.of("tickTime", "500", "minSessionTimeout", "1000", "maxSessionTimeout", "60000");

    private static final List<ACL> CREATOR = Arrays.asList(new ACL(31, new Id("auth", "")));
    private static final List<ACL> BOB = Arrays.asList(new ACL(31, new Id("sasl", "bob")));

    @BeforeEach
    void logins() {
        Configuration.setConfiguration(new Logins(true));
        System.setProperty(PROVIDER, "org.apache.zookeeper.server.auth.SASLAuthenticationProvider");
        System.setProperty(FIPS, "false");
    }

    @AfterEach
    void noLogins() {
        Configuration.setConfiguration(null);
        System.clearProperty(PROVIDER);
        System.clearProperty(REQUIRED);
        System.clearProperty(SUPER_USER);
        System.clearProperty(FIPS);
    }

    @Test
    void usersLogInAndAclsHoldForThem() throws Exception {
        String expected;
        try (RealServers real = new RealServers(1, CONFIG)) {
            expected = story(real.port(1));
        }
        try (Cluster cluster = cluster(Map.of("user_bob", "bobs", "user_eve", "eves"))) {
            assertThat(story(port(cluster))).isEqualTo(expected).contains("sasl:bob", "AuthFailed", "error -115");
        }
    }

    @Test
    void superUserMayDoWhatNobodyElseMay() throws Exception {
        System.setProperty(SUPER_USER, "eve");
        String expected;
        try (RealServers real = new RealServers(1, CONFIG)) {
            expected = story(real.port(1));
        }
        try (Cluster cluster = cluster(Map.of("user_bob", "bobs", "user_eve", "eves", "superUser", "eve"))) {
            assertThat(story(port(cluster))).isEqualTo(expected).contains("Eve get: 1");
        }
    }

    @Test
    void whoDoesNotLogInIsRefusedWhereThatIsDemanded() throws Exception {
        System.setProperty(REQUIRED, "true");
        String expected;
        try (RealServers real = new RealServers(1, CONFIG)) {
            expected = demanded(real.port(1));
        }
        try (Cluster cluster = cluster(Map.of("user_bob", "bobs", "sessionRequireClientSASLAuth", "true"))) {
            assertThat(demanded(port(cluster))).isEqualTo(expected).contains("error -124");
        }
    }

    @Test
    void serverWithoutUsersSaysNothingAndServesOn() throws Exception {
        Configuration.setConfiguration(new Logins(false));
        String expected;
        try (RealServers real = new RealServers(1, CONFIG)) {
            expected = withoutUsers(real.port(1));
        }
        try (Cluster cluster = cluster(Map.of("authProvider.1", System.getProperty(PROVIDER)))) {
            assertThat(withoutUsers(port(cluster))).isEqualTo(expected).contains("error 0", "create for bob: /c");
        }
    }

    private static Cluster cluster(Map<String, String> more) {
        ClusterBuilder builder = Cluster.builder().brokers(0).quorum(1);
        CONFIG.forEach(builder::quorumConfig);
        more.forEach(builder::quorumConfig);
        return builder.start();
    }

    private static int port(Cluster cluster) {
        return Integer.parseInt(cluster.quorumNode(1).address().split(":", -1)[1]);
    }

    private static String story(int port) throws Exception {
        List<String> story = new ArrayList<>();
        try (Client bob = new Client(port, "Bob")) {
            bob.tell(story, "create", () -> bob.zk.create("/b", new byte[1], CREATOR, CreateMode.PERSISTENT));
            bob.tell(
                    story,
                    "get acl",
                    () -> bob.zk.getACL("/b", new Stat()).stream()
                            .map(acl -> acl.getPerms() + acl.getId().getScheme() + ":"
                                    + acl.getId().getId())
                            .toList());
            bob.tell(story, "create for bob", () -> bob.zk.create("/c", null, BOB, CreateMode.PERSISTENT));
            bob.tell(
                    story,
                    "add auth",
                    () -> bob.zk.whoAmI().stream()
                            .map(each -> each.getAuthScheme() + ":" + each.getUser())
                            .filter(each -> each.startsWith("sasl"))
                            .toList());
        }
        try (Client eve = new Client(port, "Eve")) {
            eve.tell(story, "get", () -> eve.zk.getData("/b", false, null).length);
            eve.tell(
                    story,
                    "create with acl of auth",
                    () -> eve.zk.create("/b/e", null, CREATOR, CreateMode.PERSISTENT));
        }
        try (Client nobody = new Client(port, null)) {
            nobody.tell(story, "get", () -> nobody.zk.getData("/b", false, null).length);
            nobody.tell(story, "auth", () -> nobody.zk.create("/n", null, CREATOR, CreateMode.PERSISTENT));
        }
        try (Client mallory = new Client(port, "Mallory")) {
            mallory.tell(story, "get", () -> mallory.zk.getData("/b", false, null).length);
            // They are told by a thread of their own.
            RealServers.await(() -> !mallory.states.isEmpty());
            story.add("states " + mallory.states);
        }
        try (Raw raw = new Raw(port)) {
            story.add("empty token: " + raw.sasl(new byte[0]).replaceAll("token of \\d+", "token of N"));
            story.add("nonsense: " + raw.sasl("nonsense".getBytes(StandardCharsets.UTF_8)));
            story.add("then: " + raw.frame());
        }
        return String.join("\n", story);
    }

    private static String demanded(int port) throws Exception {
        List<String> story = new ArrayList<>();
        try (Raw raw = new Raw(port)) {
            story.add("ping: " + raw.ask(11, new byte[0]));
            story.add("then: " + raw.frame());
        }
        try (Raw raw = new Raw(port)) {
            story.add("unknown operation: " + raw.ask(77, new byte[0]));
        }
        try (Raw raw = new Raw(port)) {
            story.add("challenge: " + raw.sasl(new byte[0]).replaceAll("token of \\d+", "token of N"));
            story.add("nonsense: " + raw.sasl(new byte[] {1, 2, 3}));
            story.add("then: " + raw.frame());
        }
        try (Client bob = new Client(port, "Bob")) {
            bob.tell(story, "exists", () -> bob.zk.exists("/", false) != null);
        }
        return String.join("\n", story);
    }

    private static String withoutUsers(int port) throws Exception {
        List<String> story = new ArrayList<>();
        try (Raw raw = new Raw(port)) {
            story.add("empty token: " + raw.sasl(new byte[0]));
            story.add("token: " + raw.sasl(new byte[] {1, 2, 3}));
            story.add("ping: " + raw.ask(11, new byte[0]).replaceAll("zxid \\w+", ""));
        }
        try (Client nobody = new Client(port, null)) {
            nobody.tell(story, "create for bob", () -> nobody.zk.create("/c", null, BOB, CreateMode.PERSISTENT));
        }
        return String.join("\n", story);
    }

    /** Java's client with the login of that name. */
    private static final class Client implements AutoCloseable {

        private final Queue<KeeperState> states = new ConcurrentLinkedQueue<>();
        private final String name;
        private final ZooKeeper zk;

        private Client(int port, String login) throws IOException {
            name = login == null ? "nobody" : login;
            ZKClientConfig config = new ZKClientConfig();
            config.setProperty(USES_SASL, Boolean.toString(login != null));
            if (login != null) {
                config.setProperty(ZKClientConfig.LOGIN_CONTEXT_NAME_KEY, login);
            }
            zk = new ZooKeeper("127.0.0.1:" + port, 30_000, event -> note(event.getState()), config);
        }

        private void note(KeeperState state) {
            if (state == KeeperState.AuthFailed || state == KeeperState.SaslAuthenticated) {
                states.add(state);
            }
        }

        private void tell(List<String> story, String what, Doing doing) throws Exception {
            try {
                story.add(name + " " + what + ": " + doing.run());
            } catch (KeeperException refused) {
                story.add(name + " " + what + ": " + refused.code());
            }
        }

        @Override
        public void close() {
            try {
                zk.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Something that a client does. */
    private interface Doing {
        Object run() throws Exception;
    }

    /** A session of raw bytes. */
    private static final class Raw implements AutoCloseable {

        private static final int PATIENCE_MILLIS = 10_000;

        private final Socket socket;
        private final DataOutputStream out;
        private final DataInputStream in;

        private Raw(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            out = new DataOutputStream(socket.getOutputStream());
            in = new DataInputStream(socket.getInputStream());
            ByteBuffer request = ByteBuffer.allocate(45);
            request.putInt(0).putLong(0).putInt(30_000).putLong(0).putInt(16);
            send(request.array());
            in.readFully(new byte[in.readInt()]);
        }

        private String sasl(byte[] token) throws IOException {
            return ask(
                    102,
                    ByteBuffer.allocate(4 + token.length)
                            .putInt(token.length)
                            .put(token)
                            .array());
        }

        private String ask(int type, byte[] body) throws IOException {
            send(ByteBuffer.allocate(8 + body.length)
                    .putInt(5)
                    .putInt(type)
                    .put(body)
                    .array());
            return frame();
        }

        private void send(byte[] frame) throws IOException {
            out.writeInt(frame.length);
            out.write(frame);
            out.flush();
        }

        private String frame() {
            try {
                byte[] frame = new byte[in.readInt()];
                in.readFully(frame);
                ByteBuffer reply = ByteBuffer.wrap(frame);
                String header = "xid " + reply.getInt() + " zxid " + (reply.getLong() > 0) + " error " + reply.getInt();
                return header + (reply.remaining() >= 4 ? " token of " + reply.getInt() : "");
            } catch (IOException end) {
                return "end";
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Sections as a JAAS file has them. */
    private static final class Logins extends Configuration {

        private final boolean hasServer;

        private Logins(boolean hasServer) {
            this.hasServer = hasServer;
        }

        @Override
        public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            Map<String, String> options = new LinkedHashMap<>();
            switch (name) {
                case "Server" -> {
                    options.put("user_bob", "bobs");
                    options.put("user_eve", "eves");
                }
                case "Bob" -> login(options, "bob", "bobs");
                case "Eve" -> login(options, "eve", "eves");
                case "Mallory" -> login(options, "bob", "guess");
                default -> {
                    return null;
                }
            }
            if (name.equals("Server") && !hasServer) {
                return null;
            }
            return new AppConfigurationEntry[] {
                new AppConfigurationEntry(
                        "org.apache.zookeeper.server.auth.DigestLoginModule",
                        AppConfigurationEntry.LoginModuleControlFlag.REQUIRED,
                        options)
            };
        }

        private static void login(Map<String, String> options, String user, String password) {
            options.put("username", user);
            options.put("password", password);
        }
    }
}

package io.embeddedcluster.internal.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.fixture.LiveEnsemble;
import io.embeddedcluster.internal.zookeeper.fixture.RawClient;
import io.embeddedcluster.internal.zookeeper.fixture.Transcript;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import io.embeddedcluster.internal.zookeeper.wire.CreateRequest;
import io.embeddedcluster.internal.zookeeper.wire.EmptyRequest;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.PathWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.ReplyHeader;
import io.embeddedcluster.internal.zookeeper.wire.SetDataRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Where quorum nodes answer other than ZooKeeper on purpose, and no comparison with a real server can show it: mostly since
 * the real server's answer depends on its timing, or since it ends.
 */
@Timeout(60)
class DivergenceTest {

    private static final int SESSION_TIMEOUT_MILLIS = 1_000;
    private static final int LONG_SESSION_TIMEOUT_MILLIS = 60_000;

    private final LiveEnsemble ensemble = new LiveEnsemble(
            3,
            spec -> spec.withConfig(QuorumConfig.of(Map.of(
                    "minSessionTimeout",
                    Integer.toString(SESSION_TIMEOUT_MILLIS),
                    "maxSessionTimeout",
                    Integer.toString(LONG_SESSION_TIMEOUT_MILLIS)))));
    private final NodeName leader = ensemble.awaitLeader();
    private final List<NodeName> followers = ensemble.followers();
    private final Transcript transcript = new Transcript();
    private final List<RawClient> clients = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (RawClient client : clients) {
            client.end();
        }
        ensemble.close();
    }

    @Test
    void watchesHearOfClosedSessionsEphemeralsByPath() throws Exception {
        List<String> paths = List.of("/f", "/b", "/e", "/a", "/d", "/c");
        RawClient owner = client("owner", leader).connect();
        RawClient watcher = client("watcher", leader).connect();
        for (String path : paths) {
            owner.ask(create(path, "", 1));
            watcher.ask(new PathWatchRequest(OpCode.EXISTS, path, true));
        }

        owner.ask(new EmptyRequest(OpCode.CLOSE_SESSION));
        watcher.hearEvents(paths.size());

        assertThat(heard())
                .filteredOn(line -> line.startsWith("event"))
                .extracting(line -> line.split(" ", -1)[2])
                .isEqualTo(paths.stream().sorted().toList());
    }

    /** Every creation is asked for as soon as the one before was acknowledged, through the other follower. */
    @Test
    void hardQuotaCountsAllThatWasAcknowledged() throws Exception {
        int limit = 100;
        try (LiveEnsemble enforcing =
                new LiveEnsemble(3, spec -> spec.withConfig(QuorumConfig.of(Map.of("enforceQuota", "true"))))) {
            enforcing.awaitLeader();
            RawClient one = new RawClient(
                            "one", address(enforcing, enforcing.followers().get(0)), transcript)
                    .connect();
            RawClient two = new RawClient(
                            "two", address(enforcing, enforcing.followers().get(1)), transcript)
                    .connect();
            one.ask(create("/q", "", 0));
            one.ask(create("/zookeeper/quota/q", "", 0));
            one.ask(create("/zookeeper/quota/q/zookeeper_limits", "count=-1,bytes=-1=;countHardLimit=" + limit, 0));
            one.ask(create("/zookeeper/quota/q/zookeeper_stats", "count=0,bytes=0", 0));

            // The subtree's own root counts.
            for (int i = 1; i < limit; i++) {
                (i % 2 == 0 ? one : two).ask(create("/q/" + i, "", 0));
                assertThat(lastHeard()).startsWith("OK");
            }

            for (RawClient client : List.of(one, two)) {
                client.ask(create("/q/beyond", "", 0));
                assertThat(lastHeard()).startsWith("QUOTA_EXCEEDED");
                client.end();
            }
        }
    }

    @Test
    void pingsOverLeftConnectionDoNotKeepTheSession() throws Exception {
        RawClient moved = client("moved", followers.get(0)).connect(newSession(), "new session");
        RawClient stays = client("stays", followers.get(0)).connect(newSession(), "new session");
        RawClient elsewhere = client("elsewhere", leader)
                .connect(
                        new ConnectRequest(0, 0, SESSION_TIMEOUT_MILLIS, moved.session(), moved.password(), false),
                        "the same session");
        assertThat(elsewhere.session()).isEqualTo(moved.session());
        elsewhere.drop();

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(SESSION_TIMEOUT_MILLIS / 10))
                .until(() -> {
                    ping(moved);
                    ping(stays);
                    return !isOpen(moved);
                });

        assertThat(isOpen(stays)).isTrue();
    }

    @Test
    void sessionThatComesBackForLessTimeEndsAfterThat() throws Exception {
        RawClient before = client("before", followers.get(0))
                .connect(new ConnectRequest(0, 0, LONG_SESSION_TIMEOUT_MILLIS, 0, new byte[16], false), "long session");
        before.drop();
        RawClient again = client("again", followers.get(0))
                .connect(
                        new ConnectRequest(0, 0, SESSION_TIMEOUT_MILLIS, before.session(), before.password(), false),
                        "the same session for less time");
        again.drop();

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !isOpen(before));
    }

    @Test
    void nullPathsMakeNoSense() throws Exception {
        RawClient client = client("client", leader).connect();
        for (OpCode op : List.of(OpCode.DELETE, OpCode.SYNC, OpCode.ADD_WATCH)) {
            // A string of length -1, and a version or mode of 0.
            client.askRaw(op.code(), "null", 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);
            assertThat(lastHeard()).as(op.name()).startsWith("MARSHALLING_ERROR");
        }
    }

    @Test
    void createTtlWithoutTtlIsRefused() throws Exception {
        RawClient client = client("client", leader).connect();

        client.ask(new CreateRequest(OpCode.CREATE_TTL, "/no-ttl", new byte[0], Acl.OPEN, 0, -1));

        assertThat(lastHeard()).startsWith("BAD_ARGUMENTS");
        client.ask(new PathWatchRequest(OpCode.EXISTS, "/no-ttl", false));
        assertThat(lastHeard()).startsWith("NO_NODE");
    }

    @Test
    void countsThatAreNoNumbersCountNothing() throws Exception {
        RawClient client = client("client", leader).connect();
        client.ask(create("/q", "", 0));
        client.ask(create("/zookeeper/quota/q", "", 0));
        client.ask(create("/zookeeper/quota/q/zookeeper_limits", "count=5,bytes=5", 0));
        String stats = "/zookeeper/quota/q/zookeeper_stats";
        client.ask(create(stats, "", 0));
        client.ask(new SetDataRequest(stats, "count=many,bytes=few".getBytes(StandardCharsets.UTF_8), -1));
        client.ask(new PathWatchRequest(OpCode.GET_DATA, stats, false));
        String before = lastHeard();

        client.ask(create("/q/x", "more than five", 0));

        assertThat(lastHeard()).startsWith("OK");
        client.ask(new PathWatchRequest(OpCode.GET_DATA, stats, false));
        assertThat(lastHeard().replaceFirst(" at \\S+", "")).isEqualTo(before.replaceFirst(" at \\S+", ""));
        ensemble.awaitSameState();
    }

    private RawClient client(String name, NodeName server) throws IOException {
        RawClient client = new RawClient(name, address(ensemble, server), transcript);
        clients.add(client);
        return client;
    }

    private static InetSocketAddress address(LiveEnsemble ensemble, NodeName server) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ensemble.port(server));
    }

    private static ConnectRequest newSession() {
        return new ConnectRequest(0, 0, SESSION_TIMEOUT_MILLIS, 0, new byte[16], false);
    }

    private static CreateRequest create(String path, String data, int flags) {
        return new CreateRequest(OpCode.CREATE2, path, data.getBytes(StandardCharsets.UTF_8), Acl.OPEN, flags, -1);
    }

    private static void ping(RawClient client) throws IOException {
        client.ask(ReplyHeader.PING_XID, new EmptyRequest(OpCode.PING));
    }

    private boolean isOpen(RawClient client) {
        return ensemble.ask(
                leader, server -> server.sessions().find(client.session()).isPresent());
    }

    private List<String> heard() {
        return transcript
                .toString()
                .lines()
                .filter(line -> line.startsWith("  -> "))
                .map(line -> line.substring("  -> ".length()))
                .toList();
    }

    private String lastHeard() {
        List<String> heard = heard();
        return heard.get(heard.size() - 1);
    }
}

package io.embeddedcluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.embeddedcluster.WatchView.Kind;
import io.embeddedcluster.fault.Fault;
import io.embeddedcluster.fixture.ZooKeeperSession;
import io.embeddedcluster.history.JournalEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a test sees of sessions and does to them, and what the real ZooKeeper client makes of it. */
class SessionTest {

    private static Cluster cluster;

    private ZooKeeperSession observer;
    private ZooKeeperSession owner;

    @BeforeAll
    static void start() {
        cluster = Cluster.builder().brokers(0).quorum(3).start();
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @BeforeEach
    void connect() throws Exception {
        observer = ZooKeeperSession.of(cluster);
        owner = ZooKeeperSession.of(cluster);
    }

    @AfterEach
    void end() {
        cluster.faults().heal();
        cluster.quorum().stream().filter(node -> !node.isRunning()).forEach(Node::start);
        cluster.await().quorumLeader();
        owner.close();
        observer.close();
    }

    private Session session() {
        return cluster.session(owner.client().getSessionId());
    }

    private void createEphemeral(String path) throws KeeperException, InterruptedException {
        owner.client().create(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
    }

    private void create(String path, byte[] data) throws KeeperException, InterruptedException {
        observer.client().create(path, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    private void awaitState(KeeperState state) {
        await().atMost(Duration.ofSeconds(20)).until(() -> states().contains(state));
    }

    private List<KeeperState> states() {
        return owner.events().stream().map(event -> event.getState()).toList();
    }

    private void assertGoesOn() throws KeeperException, InterruptedException {
        long id = owner.client().getSessionId();
        assertThat(owner.exists("/")).isTrue();
        assertThat(owner.client().getSessionId()).isEqualTo(id);
        assertThat(states()).doesNotContain(KeeperState.Expired);
    }

    @Test
    void sessionShowsWhatItsClientHas() throws Exception {
        createEphemeral("/b");
        createEphemeral("/a");
        owner.client().exists("/a", true);
        owner.client().getChildren("/", true);
        owner.client().addWatch("/p", event -> {}, AddWatchMode.PERSISTENT);
        owner.client().addWatch("/r", event -> {}, AddWatchMode.PERSISTENT_RECURSIVE);

        Session session = session();

        assertThat(cluster.sessions()).contains(session).hasSizeGreaterThanOrEqualTo(2);
        assertThat(session.isOpen()).isTrue();
        assertThat(session.timeout()).isEqualTo(Duration.ofMillis(owner.client().getSessionTimeout()));
        assertThat(session.ephemerals()).containsExactly("/a", "/b");
        assertThat(session.watches())
                .containsExactly(
                        new WatchView("/", Kind.CHILDREN),
                        new WatchView("/a", Kind.DATA),
                        new WatchView("/p", Kind.PERSISTENT),
                        new WatchView("/r", Kind.PERSISTENT_RECURSIVE));
        assertThat(session.client())
                .hasValueSatisfying(client -> assertThat(client).startsWith("client 127.0.0.1:"));
        assertThat(session.server()).isPresent();
        assertThat(session).hasToString("session 0x" + Long.toHexString(session.id()));
    }

    @Test
    void sessionThatNobodyHasIsRefused() {
        assertThatThrownBy(() -> cluster.session(4711))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("session 0x1267 is not open");
    }

    @Test
    void expiredSessionIsGoneAtOnceForEverybodyAndItsClientIsTold() throws Exception {
        createEphemeral("/expired");
        Session session = session();

        session.expire();

        assertThat(observer.exists("/expired")).isFalse();
        assertThat(session.isOpen()).isFalse();
        assertThat(session.server()).isEmpty();
        assertThat(session.ephemerals()).isEmpty();
        awaitState(KeeperState.Expired);
        assertThatThrownBy(() -> owner.client().exists("/", false))
                .isInstanceOf(KeeperException.SessionExpiredException.class);
        assertThat(journal("session-expire")).anyMatch(entry -> entry.contains(hex(session)));
        assertThatThrownBy(session::expire).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void expiryWaitsForALeader() throws Exception {
        createEphemeral("/waits");
        Session session = session();
        cluster.quorumNode(2).kill();
        cluster.quorumNode(3).kill();

        CompletableFuture<Void> expiry = CompletableFuture.runAsync(session::expire);

        assertThat(expiry)
                .as("expired by a server that does not lead")
                .failsWithin(Duration.ofMillis(500))
                .withThrowableOfType(TimeoutException.class);
        cluster.quorumNode(1).kill();
        assertThat(expiry)
                .as("expired by nobody")
                .failsWithin(Duration.ofMillis(500))
                .withThrowableOfType(TimeoutException.class);
        cluster.quorum().forEach(Node::start);
        assertThat(expiry).succeedsWithin(Duration.ofSeconds(20));
        assertThat(session.isOpen()).isFalse();
    }

    @Test
    void expiryOfASessionOfWhichNobodyCanTellWaitsToo() throws Exception {
        createEphemeral("/nobody");
        Session session = session();
        cluster.quorum().forEach(Node::kill);

        CompletableFuture<Void> expiry = CompletableFuture.runAsync(session::expire);

        assertThat(expiry).failsWithin(Duration.ofMillis(500)).withThrowableOfType(TimeoutException.class);
        cluster.quorum().forEach(Node::start);
        assertThat(expiry).succeedsWithin(Duration.ofSeconds(20));
        assertThat(session.isOpen()).isFalse();
    }

    private static List<String> journal(String kind) {
        return cluster.journal().entries().stream()
                .filter(entry -> entry.kind().equals(kind))
                .map(JournalEntry::detail)
                .toList();
    }

    private static String hex(Session session) {
        return "0x" + Long.toHexString(session.id());
    }

    @Test
    void sessionWithoutAConnectedClientExpiresToo() throws Exception {
        createEphemeral("/lonely");
        try (Fault fault = session().hold()) {
            session().expire();
            assertThat(observer.exists("/lonely")).isFalse();
            assertThat(fault.isActive()).isTrue();
        }
        awaitState(KeeperState.Expired);
    }

    @Test
    void sessionCannotExpireWithoutALeader() {
        Session session = session();
        // The one that is left, which may lag, has to have heard of it: else it has nothing to forget.
        session.moveTo(cluster.quorumNode(3));
        cluster.quorum().subList(0, 2).forEach(Node::kill);
        cluster.await().until("the ensemble has no leader", () -> !hasLeader());
        assertThat(session.isOpen())
                .as("an ensemble without a majority forgets nobody")
                .isTrue();
        cluster.quorum().subList(0, 2).forEach(Node::start);
        cluster.await().quorumLeader();
        session.expire();
        awaitState(KeeperState.Expired);
    }

    private static boolean hasLeader() {
        try {
            cluster.quorumLeader();
            return true;
        } catch (TestkitException none) {
            return false;
        }
    }

    @Test
    void disconnectedClientComesBackWithItsSessionAndEphemerals() throws Exception {
        createEphemeral("/here");
        Session session = session();

        session.disconnect();

        awaitState(KeeperState.Disconnected);
        cluster.await().until("the client is back", () -> session.server().isPresent());
        assertGoesOn();
        assertThat(observer.exists("/here")).isTrue();
        assertThat(journal("session-disconnect")).anyMatch(entry -> entry.contains(hex(session)));
    }

    @Test
    void heldClientHearsNothingAndGoesOnAfterwards() throws Exception {
        Session session = session();
        Fault hold = session.hold();
        assertThat(cluster.faults().active()).contains(hold);
        List<Integer> answered = new CopyOnWriteArrayList<>();
        owner.client().exists("/", false, (code, path, context, stat) -> answered.add(code), null);
        cluster.await().until("the request is held", () -> hold.timesFired() > 0);
        assertThat(answered).isEmpty();

        hold.close();

        await().until(() -> answered.equals(List.of(0)));
        assertThat(states()).doesNotContain(KeeperState.Disconnected);
        assertThat(journal("heal")).anyMatch(entry -> entry.startsWith("hold " + session));
        assertGoesOn();
    }

    @Test
    void heldClientMissesAnEventUntilReleased() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        owner.client().exists("/event", event -> seen.add(event.getPath()));
        Fault hold = session().hold();
        create("/event", new byte[0]);
        cluster.await().until("the event is held", () -> hold.timesFired() > 0);
        assertThat(seen).isEmpty();

        hold.close();

        await().until(() -> seen.equals(List.of("/event")));
        observer.client().delete("/event", -1);
    }

    @Test
    void sessionOfAHeldClientExpiresByItselfWhereverTheClientTurns() throws Exception {
        try (ZooKeeperSession held = ZooKeeperSession.of(cluster, Duration.ofMillis(900))) {
            held.client().create("/mine", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
            Session session = cluster.session(held.client().getSessionId());
            Fault hold = session.hold();

            cluster.await().until("the session is over", () -> !session.isOpen());
            assertThat(observer.exists("/mine")).isFalse();
            cluster.quorumLeader().kill();
            cluster.await().quorumLeader();
            hold.close();

            await().until(() -> held.events().stream().anyMatch(event -> event.getState() == KeeperState.Expired));
        }
    }

    @Test
    void holdIsInForceOnEveryServerAlsoAfterItsRestart() throws Exception {
        Session session = session();
        QuorumNode server = session.server().orElseThrow();
        Fault hold = session.hold();
        server.kill();
        server.start();
        cluster.await().quorumLeader();
        long before = hold.timesFired();
        cluster.await().until("the client tries again and is held", () -> hold.timesFired() > before);
        assertThat(session.server()).isEmpty();

        hold.close();

        cluster.await().until("the client is back", () -> session.server().isPresent());
        assertGoesOn();
    }

    @Test
    void clientMovesToTheServerThatIsAskedFor() throws Exception {
        createEphemeral("/moving");
        Session session = session();
        for (QuorumNode target : cluster.quorum()) {
            session.moveTo(target);
            assertThat(session.server()).contains(target);
        }
        assertGoesOn();
        assertThat(observer.exists("/moving")).isTrue();
        assertThat(journal("session-move")).anyMatch(entry -> entry.endsWith("to=quorum-3"));
    }

    @Test
    void clientDoesNotMoveToAServerThatIsDown() {
        Session session = session();
        QuorumNode down = cluster.quorumNode(1);
        // Those that are left may lag, and not know of the session yet.
        session.moveTo(cluster.quorumNode(2));
        down.kill();
        assertThatThrownBy(() -> session.moveTo(down))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("quorum-1 is down");
    }

    @Test
    void secondConnectionThatClosesTheSessionEndsItForTheFirst() throws Exception {
        createEphemeral("/shared");
        long id = owner.client().getSessionId();
        // The server of the first would send it away at once, and it might take its session back before the close.
        QuorumNode another = cluster.quorum().stream()
                .filter(node -> !session().server().equals(Optional.of(node)))
                .findFirst()
                .orElseThrow();
        ZooKeeper second = new ZooKeeper(
                another.address(), 10_000, event -> {}, id, owner.client().getSessionPasswd());
        cluster.await()
                .until(
                        "the session has moved to the second connection",
                        () -> second.getState().isConnected());

        second.close();

        awaitState(KeeperState.Expired);
        assertThat(observer.exists("/shared")).isFalse();
    }

    @Test
    void znodesAreShownAsText() throws Exception {
        create("/shown", new byte[0]);
        create("/shown/text", "some\ntext".getBytes(UTF_8));
        create("/shown/binary", new byte[] {0, -1});
        create("/shown/long", "x".repeat(200).getBytes(UTF_8));
        createEphemeral("/shown/live");
        owner.client().setData("/shown/live", new byte[0], -1);

        assertThat(cluster.znodes().lines().filter(line -> line.startsWith("/shown")))
                .containsExactly(
                        "/shown version=0",
                        "/shown/binary version=0 2 bytes",
                        "/shown/live version=1 ephemeral=" + hex(session()),
                        "/shown/long version=0 " + "x".repeat(100) + "… (200 bytes)",
                        "/shown/text version=0 some text");
        assertThat(cluster.znodes()).doesNotContain("/zookeeper");
        assertThat(cluster.describe()).contains("/shown/text version=0 some text", session() + " timeout=");
    }

    @Test
    void ensembleAloneHasNothingToSayOfBrokers() {
        assertThat(cluster.brokers()).isEmpty();
        assertThatThrownBy(cluster::bootstrapServers).hasMessageContaining("the cluster has no brokers");
        assertThatThrownBy(cluster::clientProperties).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(cluster::clusterId).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(cluster::controller).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cluster.topic("orders")).isInstanceOf(IllegalStateException.class);
        assertThat(cluster.check().isValid()).isTrue();
        assertThat(cluster.describe()).contains("quorum-1").doesNotContain("broker");
    }
}

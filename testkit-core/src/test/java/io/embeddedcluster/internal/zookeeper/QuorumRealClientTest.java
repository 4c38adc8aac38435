package io.embeddedcluster.internal.zookeeper;

import static io.embeddedcluster.internal.zookeeper.fixture.LiveEnsemble.CREATOR;
import static io.embeddedcluster.internal.zookeeper.fixture.LiveEnsemble.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.zookeeper.fixture.LiveEnsemble;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** What the unmodified Java client of ZooKeeper 3.9.6 sees of an ensemble of three that nobody disturbs. */
@Timeout(30)
class QuorumRealClientTest {

    private static LiveEnsemble ensemble;

    private final List<WatchedEvent> events = new CopyOnWriteArrayList<>();
    private ZooKeeper client;
    private String root;

    @BeforeAll
    static void startEnsemble() {
        ensemble = new LiveEnsemble(3);
    }

    @AfterAll
    static void closeEnsemble() {
        ensemble.close();
    }

    @BeforeEach
    void connect(TestInfo test) throws Exception {
        client = ensemble.client(ensemble.address(ensemble.names().get(0)), events::add);
        root = "/" + test.getTestMethod().orElseThrow().getName();
        client.create(root, new byte[0], OPEN, CreateMode.PERSISTENT);
    }

    @AfterEach
    void close() throws Exception {
        client.close();
    }

    @Test
    void createdZnodeIsReadBackWithItsStat() throws Exception {
        Stat created = new Stat();
        client.create(root + "/a", bytes("one"), OPEN, CreateMode.PERSISTENT, created);

        Stat read = new Stat();
        assertThat(client.getData(root + "/a", false, read)).asString().isEqualTo("one");
        assertThat(read).isEqualTo(created);
        assertThat(read.getCzxid()).isEqualTo(read.getMzxid()).isEqualTo(read.getPzxid());
        assertThat(read.getCtime()).isEqualTo(read.getMtime()).isPositive();
        assertThat(read.getDataLength()).isEqualTo(3);
    }

    @Test
    void setDataCountsVersionsAndRefusesWrongOnes() throws Exception {
        Stat first = client.setData(root, bytes("x"), 0);
        Stat second = client.setData(root, bytes("yy"), -1);

        assertThat(first.getVersion()).isEqualTo(1);
        assertThat(second.getVersion()).isEqualTo(2);
        assertThat(second.getMzxid()).isGreaterThan(first.getMzxid());
        assertThatThrownBy(() -> client.setData(root, bytes("z"), 1))
                .isInstanceOf(KeeperException.BadVersionException.class);
    }

    @Test
    void childrenAreListedAndCountedInTheParentsStat() throws Exception {
        client.create(root + "/b", null, OPEN, CreateMode.PERSISTENT);
        client.create(root + "/a", null, OPEN, CreateMode.PERSISTENT);
        client.delete(root + "/b", 0);

        Stat stat = new Stat();
        assertThat(client.getChildren(root, false, stat)).containsExactly("a");
        assertThat(stat.getCversion()).isEqualTo(3);
        assertThat(stat.getNumChildren()).isEqualTo(1);
        assertThat(client.getChildren(root, false)).containsExactly("a");
        assertThat(client.getAllChildrenNumber(root)).isEqualTo(1);
        assertThatThrownBy(() -> client.delete(root, -1)).isInstanceOf(KeeperException.NotEmptyException.class);
    }

    @Test
    void sequentialNamesCountUpAndNullDataStaysNull() throws Exception {
        String first = client.create(root + "/s-", null, OPEN, CreateMode.PERSISTENT_SEQUENTIAL);
        String second = client.create(root + "/s-", null, OPEN, CreateMode.EPHEMERAL_SEQUENTIAL);

        assertThat(first).isEqualTo(root + "/s-0000000000");
        assertThat(second).isEqualTo(root + "/s-0000000001");
        assertThat(client.getData(first, false, null)).isNull();
    }

    @Test
    void ephemeralGoesWithItsSession() throws Exception {
        ZooKeeper other = ensemble.client(ensemble.address(ensemble.names().get(1)), event -> {});
        other.create(root + "/e", bytes("e"), OPEN, CreateMode.EPHEMERAL);
        sync(client, root);

        assertThat(client.exists(root + "/e", true).getEphemeralOwner()).isEqualTo(other.getSessionId());
        assertThat(other.getEphemerals()).containsExactly(root + "/e");
        assertThatThrownBy(() -> other.create(root + "/e/x", null, OPEN, CreateMode.PERSISTENT))
                .isInstanceOf(KeeperException.NoChildrenForEphemeralsException.class);

        other.close();

        await().until(() -> events.stream()
                .anyMatch(event -> event.getType() == Watcher.Event.EventType.NodeDeleted
                        && (root + "/e").equals(event.getPath())));
        assertThat(client.exists(root + "/e", false)).isNull();
    }

    @Test
    void oneShotWatchesFireOnceBeforeTheReplyThatShowsTheChange() throws Exception {
        client.getChildren(root, true);
        client.exists(root + "/w", true);

        client.create(root + "/w", null, OPEN, CreateMode.PERSISTENT);
        client.create(root + "/v", null, OPEN, CreateMode.PERSISTENT);

        // That of the connection may come as late as these: the client tells all of them on another thread.
        await().untilAsserted(() -> assertThat(events)
                .filteredOn(event -> event.getType() != Watcher.Event.EventType.None)
                .extracting(event -> event.getType() + " " + event.getPath())
                .containsExactly("NodeCreated " + root + "/w", "NodeChildrenChanged " + root));
    }

    @Test
    void persistentRecursiveWatchSeesAllBelowWithTheirPathsAndZxids() throws Exception {
        List<WatchedEvent> seen = new CopyOnWriteArrayList<>();
        client.addWatch(root, seen::add, AddWatchMode.PERSISTENT_RECURSIVE);

        Stat created = new Stat();
        client.create(root + "/p", null, OPEN, CreateMode.PERSISTENT, created);
        client.create(root + "/p/q", null, OPEN, CreateMode.PERSISTENT);
        client.setData(root + "/p/q", bytes("d"), -1);
        client.delete(root + "/p/q", -1);

        await().untilAsserted(() -> assertThat(seen)
                .extracting(event -> event.getType() + " " + event.getPath())
                .containsExactly(
                        "NodeCreated " + root + "/p",
                        "NodeCreated " + root + "/p/q",
                        "NodeDataChanged " + root + "/p/q",
                        "NodeDeleted " + root + "/p/q"));
        assertThat(seen.get(0).getZxid()).isEqualTo(created.getCzxid());
        client.removeAllWatches(root, Watcher.WatcherType.PersistentRecursive, false);
        assertThatThrownBy(() -> client.removeAllWatches(root, Watcher.WatcherType.Any, false))
                .isInstanceOf(KeeperException.NoWatcherException.class);
    }

    @Test
    void multiIsDoneWholeOrNotAtAll() throws Exception {
        List<OpResult> results = client.multi(List.of(
                Op.create(root + "/m", bytes("1"), OPEN, CreateMode.PERSISTENT),
                Op.setData(root + "/m", bytes("2"), 0),
                Op.check(root + "/m", 1),
                Op.delete(root + "/m", 1)));
        assertThat(results).hasSize(4);

        assertThatThrownBy(() -> client.multi(List.of(
                        Op.create(root + "/n", null, OPEN, CreateMode.PERSISTENT),
                        Op.check(root, 17),
                        Op.delete(root, -1))))
                .isInstanceOfSatisfying(
                        KeeperException.BadVersionException.class,
                        failure -> assertThat(failure.getResults())
                                .extracting(result -> ((OpResult.ErrorResult) result).getErr())
                                .containsExactly(
                                        KeeperException.Code.OK.intValue(),
                                        KeeperException.Code.BADVERSION.intValue(),
                                        KeeperException.Code.RUNTIMEINCONSISTENCY.intValue()));
        assertThat(client.exists(root + "/n", false)).isNull();
        assertThat(client.getChildren(root, false)).isEmpty();
    }

    @Test
    void multiReadAnswersEachPartForItself() throws Exception {
        List<OpResult> results =
                client.multi(List.of(Op.getData(root), Op.getChildren("/zookeeper"), Op.getData(root + "/none")));

        assertThat(results.get(0)).isInstanceOf(OpResult.GetDataResult.class);
        assertThat(((OpResult.GetChildrenResult) results.get(1)).getChildren())
                .containsExactlyInAnyOrder("config", "quota");
        assertThat(((OpResult.ErrorResult) results.get(2)).getErr()).isEqualTo(KeeperException.Code.NONODE.intValue());
    }

    @Test
    void syncThenReadSeesWhatAnotherServerHasAcknowledged() throws Exception {
        ZooKeeper other = ensemble.client(ensemble.address(ensemble.names().get(2)), event -> {});
        for (int i = 0; i < 100; i++) {
            client.setData(root, bytes("v" + i), -1);
            sync(other, root);
            assertThat(other.getData(root, false, null)).asString().isEqualTo("v" + i);
        }
    }

    @Test
    void aclsAreEnforced() throws Exception {
        client.addAuthInfo("digest", bytes("alice:secret"));
        client.create(root + "/mine", bytes("m"), CREATOR, CreateMode.PERSISTENT);
        client.create(
                root + "/here", null, Arrays.asList(new ACL(31, new Id("ip", "127.0.0.0/8"))), CreateMode.PERSISTENT);

        ZooKeeper other = ensemble.client(event -> {});
        sync(other, root);
        assertThatThrownBy(() -> other.getData(root + "/mine", false, null))
                .isInstanceOf(KeeperException.NoAuthException.class);
        assertThatThrownBy(() -> other.getACL(root + "/mine", new Stat()))
                .isInstanceOf(KeeperException.NoAuthException.class);
        other.setData(root + "/here", bytes("h"), 0);
        assertThatThrownBy(() -> other.create(root + "/x", null, CREATOR, CreateMode.PERSISTENT))
                .isInstanceOf(KeeperException.InvalidACLException.class);
        assertThat(client.getACL(root + "/mine", new Stat()).get(0).getId().getScheme())
                .isEqualTo("digest");
        assertThat(client.whoAmI()).extracting(Object::toString).hasSize(2);
    }

    @Test
    void zookeepersOwnZnodesExist() throws Exception {
        assertThat(client.getConfig(false, new Stat())).asString().contains("server.1=", ";127.0.0.1:", "version=0");
        assertThat(client.getChildren("/zookeeper", false)).containsExactlyInAnyOrder("config", "quota");
        assertThat(client.exists("/", false).getCversion()).isGreaterThan(-2);
        assertThatThrownBy(() -> client.delete("/zookeeper/quota", -1))
                .isInstanceOf(KeeperException.BadArgumentsException.class);
    }

    @Test
    void sessionMovesWithItsClientToAnotherServer() throws Exception {
        List<NodeName> followers = ensemble.followers();
        ZooKeeper left = ensemble.client(ensemble.address(followers.get(0)), event -> {});
        left.create(root + "/e", null, OPEN, CreateMode.EPHEMERAL);
        ZooKeeper moved = takeOver(left, followers.get(1));
        moved.setData(root + "/e", bytes("moved"), -1);

        assertThat(moved.getSessionId()).isEqualTo(left.getSessionId());
        assertThat(moved.exists(root + "/e", false).getEphemeralOwner()).isEqualTo(left.getSessionId());
        // A follower reads to who has left it, and ends the connection when it is to write.
        assertThat(left.exists(root + "/e", false)).isNotNull();
        assertThatThrownBy(() -> left.setData(root + "/e", bytes("late"), -1))
                .isInstanceOf(KeeperException.ConnectionLossException.class);
        assertThat(moved.getData(root + "/e", false, null)).isEqualTo(bytes("moved"));
        moved.close();
    }

    @Test
    void leaderReadsNothingToWhoHasLeftIt() throws Exception {
        ZooKeeper left = ensemble.client(ensemble.address(ensemble.awaitLeader()), event -> {});
        left.create(root + "/e", null, OPEN, CreateMode.EPHEMERAL);
        ZooKeeper moved = takeOver(left, ensemble.followers().get(0));
        moved.setData(root + "/e", bytes("moved"), -1);

        assertThatThrownBy(() -> left.exists(root + "/e", false))
                .isInstanceOf(KeeperException.ConnectionLossException.class);
        moved.close();
    }

    private static ZooKeeper takeOver(ZooKeeper client, NodeName server) throws Exception {
        return new ZooKeeper(
                ensemble.address(server), 4_000, event -> {}, client.getSessionId(), client.getSessionPasswd());
    }

    @Test
    void wrongPasswordAndUnknownSessionAreToldThatTheSessionIsOver() throws Exception {
        for (long session : List.of(client.getSessionId(), 0x77L)) {
            List<Watcher.Event.KeeperState> states = new CopyOnWriteArrayList<>();
            ZooKeeper stranger = new ZooKeeper(
                    ensemble.address(ensemble.names().get(1)),
                    4_000,
                    event -> states.add(event.getState()),
                    session,
                    new byte[16]);
            await().untilAsserted(() -> assertThat(states).contains(Watcher.Event.KeeperState.Expired));
            stranger.close();
        }
        client.setData(root, bytes("still here"), -1);
    }

    @Test
    void sessionWithoutAClientExpires() throws Exception {
        // One address: the client gives each of several only its part of the timeout to take a connection.
        ZooKeeper other = new ZooKeeper(ensemble.address(ensemble.names().get(1)), 1_000, event -> {});
        other.create(root + "/e", null, OPEN, CreateMode.EPHEMERAL);
        sync(client, root);
        assertThat(client.exists(root + "/e", false)).isNotNull();
        silence(other);

        await().atMost(Duration.ofSeconds(10)).until(() -> client.exists(root + "/e", false) == null);
        other.close();
    }

    /** Ends the client's threads without ending its session. */
    private static void silence(ZooKeeper other) throws Exception {
        java.lang.reflect.Field field = ZooKeeper.class.getDeclaredField("cnxn");
        field.setAccessible(true);
        Object connection = field.get(other);
        java.lang.reflect.Method disconnect = connection.getClass().getMethod("disconnect");
        disconnect.setAccessible(true);
        disconnect.invoke(connection);
    }

    private static void sync(ZooKeeper client, String path) throws Exception {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        client.sync(path, (rc, ignoredPath, context) -> done.complete(rc), null);
        assertThat(done.get(10, TimeUnit.SECONDS)).isZero();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

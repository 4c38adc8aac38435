package io.embeddedcluster.parity.behaviour;

import static io.embeddedcluster.parity.behaviour.RecordedClient.ANY_VERSION;
import static io.embeddedcluster.parity.behaviour.RecordedClient.DEFAULT;
import static io.embeddedcluster.parity.behaviour.RecordedClient.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.parity.behaviour.Stage.ClientSpec;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.client.ZKClientConfig;

/** Connections that are lost, and what clients hear of what they missed. */
final class ReconnectBehaviours {

    private ReconnectBehaviours() {}

    static List<Behaviour> all() {
        return List.of(
                new Behaviour("what changed while the connection was lost", ReconnectBehaviours::missed),
                new Behaviour("recursive watches over the loss of a connection", ReconnectBehaviours::recursive),
                new Behaviour("more watches than one request brings", ReconnectBehaviours::manyWatches),
                new Behaviour("watches below a path for the root", ReconnectBehaviours::chroot),
                new Behaviour("a client that does not bring its watches", ReconnectBehaviours::withoutReset),
                new Behaviour("identity over the loss of a connection", ReconnectBehaviours::identity),
                new Behaviour("answers that are lost", ReconnectBehaviours::lostAnswers),
                new Behaviour("the follower of a client is lost", stage -> serverIsLost(stage, 0)),
                new Behaviour("the leader is lost", stage -> serverIsLost(stage, 2)));
    }

    /** Every kind of watch on every kind of change. */
    private static void missed(Stage stage) throws Exception {
        CuttableLine line = stage.line(0);
        RecordedClient b = stage.client("b", line);
        RecordedClient a = stage.client("a");
        a.create("/m", CreateMode.PERSISTENT);
        List<String> names = List.of("quiet", "gone", "data", "parent", "replaced", "acl", "later", "passing");
        for (String name : names.subList(0, 6)) {
            a.create("/m/" + name, CreateMode.PERSISTENT);
        }
        b.settle();
        for (String name : names) {
            String path = "/m/" + name;
            b.exists(path, "exists");
            b.get(path, "data");
            b.names(path, "names");
            b.addWatch(path, "persistent", AddWatchMode.PERSISTENT);
        }
        b.names("/m", DEFAULT);
        lose(line, b);
        a.delete("/m/gone", ANY_VERSION);
        a.set("/m/data", "1");
        a.create("/m/parent/x", CreateMode.PERSISTENT);
        a.delete("/m/replaced", ANY_VERSION);
        a.create("/m/replaced", CreateMode.PERSISTENT);
        a.setAcl("/m/acl", ANY_VERSION, NodeBehaviours.acl(31, "world", "anyone"));
        a.create("/m/later", CreateMode.PERSISTENT);
        a.create("/m/passing", CreateMode.PERSISTENT);
        a.delete("/m/passing", ANY_VERSION);
        stage.settle();
        lead(stage, line, 1, b);
        b.settle();
        assertThat(b.seen()).noneMatch(seen -> seen.startsWith("told Node") && seen.contains("/m/quiet"));
        for (String name : names) {
            a.set("/m/" + name, "2");
        }
        b.settle();
        for (String name : names.subList(2, 7)) {
            a.create("/m/" + name + "/y", CreateMode.PERSISTENT);
            a.delete("/m/" + name + "/y", ANY_VERSION);
            b.settle();
        }
    }

    private static void recursive(Stage stage) throws Exception {
        CuttableLine line = stage.line(0);
        RecordedClient b = stage.client("b", line);
        RecordedClient a = stage.client("a");
        a.create("/rr", CreateMode.PERSISTENT);
        a.create("/rr/x", CreateMode.PERSISTENT);
        b.settle();
        b.addWatch("/rr", "below", AddWatchMode.PERSISTENT_RECURSIVE);
        b.addWatch("/rr/x", DEFAULT, AddWatchMode.PERSISTENT_RECURSIVE);
        b.addWatch("/rr/none", "none", AddWatchMode.PERSISTENT_RECURSIVE);
        b.addWatch("/rr/none", "none", AddWatchMode.PERSISTENT);
        for (int server : List.of(1, 2, 0)) {
            lose(line, b);
            a.set("/rr", "1");
            a.set("/rr/x", "1");
            a.create("/rr/x/y" + server, CreateMode.PERSISTENT);
            stage.settle();
            lead(stage, line, server, b);
            b.settle();
            a.set("/rr", "2");
            a.create("/rr/x/z" + server, CreateMode.PERSISTENT);
            a.set("/rr/x/z" + server, "");
            b.settle();
        }
        lose(line, b);
        a.create("/rr/none", CreateMode.PERSISTENT);
        a.delete("/rr/x/y0", ANY_VERSION);
        stage.settle();
        lead(stage, line, 0, b);
        b.settle();
        a.set("/rr/none", "1");
        b.settle();
    }

    private static void lose(CuttableLine line, RecordedClient client) throws Exception {
        line.cut();
        client.awaitState(KeeperState.Disconnected);
    }

    /** Leads a client to a server, the leader being the last one, and waits until it is there. */
    private static void lead(Stage stage, CuttableLine line, int server, RecordedClient client) throws Exception {
        line.lead(stage.servers().followersThenLeader().get(server));
        client.awaitConnection();
    }

    private static void manyWatches(Stage stage) throws Exception {
        CuttableLine line = stage.line(0);
        RecordedClient b = stage.client("b", line);
        RecordedClient a = stage.client("a");
        a.create("/many", CreateMode.PERSISTENT);
        b.settle();
        String longName = "n".repeat(10_000);
        for (int i = 0; i < 40; i++) {
            String path = "/many/" + longName + i;
            b.zooKeeper().exists(path, b.watcher("exists"));
            b.zooKeeper().addWatch(path, b.watcher("persistent"), AddWatchMode.PERSISTENT);
        }
        lose(line, b);
        for (int i : List.of(0, 13, 39)) {
            a.create("/many/" + longName + i, CreateMode.PERSISTENT);
        }
        stage.settle();
        lead(stage, line, 1, b);
        b.settle();
        for (int i : List.of(1, 13, 38)) {
            a.zooKeeper().exists("/many/" + longName + i, false);
            a.call(
                    "",
                    client -> client.exists("/many/" + longName + i, false) == null
                            ? client.create("/many/" + longName + i, new byte[0], OPEN, CreateMode.PERSISTENT)
                            : client.setData("/many/" + longName + i, new byte[0], ANY_VERSION));
        }
        b.settle();
    }

    private static void chroot(Stage stage) throws Exception {
        CuttableLine line = stage.line(0);
        RecordedClient a = stage.client("a");
        a.create("/chr", CreateMode.PERSISTENT);
        a.create("/chr/x", CreateMode.PERSISTENT);
        stage.settle();
        RecordedClient b =
                stage.connect(new ClientSpec("b", List.of(line.address()), Stage.LONG_MILLIS).withRoot("/chr"));
        b.names("/", "names");
        b.get("/x", "data");
        b.exists("/y", "exists");
        b.addWatch("/", "below", AddWatchMode.PERSISTENT_RECURSIVE);
        b.addWatch("/x", DEFAULT, AddWatchMode.PERSISTENT);
        lose(line, b);
        a.set("/chr/x", "1");
        a.create("/chr/y", CreateMode.PERSISTENT);
        stage.settle();
        lead(stage, line, 1, b);
        b.settle();
        a.delete("/chr/y", ANY_VERSION);
        a.set("/chr/x", "2");
        b.settle();
    }

    private static void withoutReset(Stage stage) throws Exception {
        CuttableLine line = stage.line(0);
        RecordedClient a = stage.client("a");
        RecordedClient b = stage.connect(new ClientSpec("b", List.of(line.address()), Stage.LONG_MILLIS)
                .withProperty(ZKClientConfig.DISABLE_AUTO_WATCH_RESET, "true"));
        a.create("/wr", CreateMode.PERSISTENT);
        b.settle();
        b.get("/wr", "data");
        b.addWatch("/wr", "below", AddWatchMode.PERSISTENT_RECURSIVE);
        lose(line, b);
        lead(stage, line, 0, b);
        a.set("/wr", "");
        b.settle();
        b.removeWatches("/wr", "below", WatcherType.Any, false);
    }

    private static void identity(Stage stage) throws Exception {
        CuttableLine line = stage.line(0);
        RecordedClient a = stage.client("a", line);
        a.authenticate("digest", "alice:secret");
        a.create("/il", "", Arrays.asList(NodeBehaviours.acl(31, "auth", "")), CreateMode.PERSISTENT, -1);
        a.create("/il/e", CreateMode.EPHEMERAL);
        a.get("/il", "data");
        lose(line, a);
        lead(stage, line, 2, a);
        a.whoAmI();
        a.set("/il", "1");
        a.ephemerals();
    }

    /** What became of them is unknown to the client: they are done all the same, and in their order. */
    private static void lostAnswers(Stage stage) throws Exception {
        CuttableLine line = stage.line(0);
        RecordedClient a = stage.client("a", line);
        RecordedClient b = stage.client("b");
        a.create("/la", CreateMode.PERSISTENT);
        b.settle();
        b.addWatch("/la", "below", AddWatchMode.PERSISTENT_RECURSIVE);
        line.mute();
        for (int i = 0; i < 3; i++) {
            int each = i;
            a.zooKeeper()
                    .create(
                            "/la/x" + i,
                            new byte[0],
                            OPEN,
                            CreateMode.PERSISTENT,
                            (code, path, context, name) -> a.note("create " + each + " -> " + code + " " + name),
                            null);
        }
        b.awaitSeen("told NodeCreated SyncConnected /la/x2");
        lose(line, a);
        stage.settle();
        lead(stage, line, 1, a);
        a.children("/la", null);
        a.create("/la/x0", CreateMode.PERSISTENT);
    }

    /** A client of that server goes to the next one, and misses nothing; the server comes back. */
    private static void serverIsLost(Stage stage, int server) throws Exception {
        List<InetSocketAddress> servers = stage.servers().followersThenLeader();
        InetSocketAddress lost = servers.get(server);
        String root = "/lost" + server;
        RecordedClient a = stage.connect(new ClientSpec(
                "a", IntStream.of(server, 1, server).mapToObj(servers::get).toList(), Stage.LONG_MILLIS));
        a.create(root, CreateMode.PERSISTENT);
        a.create(root + "/e", CreateMode.EPHEMERAL);
        a.get(root, "data");
        a.names(root, DEFAULT);
        a.exists(root + "/x", "exists");
        a.addWatch(root, "below", AddWatchMode.PERSISTENT_RECURSIVE);
        stage.servers().stop(lost);
        // Its state may be another one by now: a server takes its time to stop.
        a.awaitSeen("told None Disconnected");
        a.awaitConnection();
        a.settle();
        a.ephemerals();
        a.set(root, "1");
        a.create(root + "/x", CreateMode.PERSISTENT);
        stage.servers().start(lost);
        stage.settle();
        a.settle();
        a.children(root, null);
    }
}

package io.embeddedcluster.parity.behaviour;

import static io.embeddedcluster.parity.behaviour.NodeBehaviours.acl;
import static io.embeddedcluster.parity.behaviour.RecordedClient.ANY_VERSION;
import static io.embeddedcluster.parity.behaviour.RecordedClient.OPEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.AsyncCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooKeeper;

/** Several operations at once: in one transaction, in one read, and by callbacks, one after the other. */
final class TransactionBehaviours {

    private static final byte[] NOTHING = new byte[0];

    private TransactionBehaviours() {}

    static List<Behaviour> all() {
        return List.of(
                new Behaviour("transactions", TransactionBehaviours::transactions),
                new Behaviour("transactions that are refused", TransactionBehaviours::refused),
                new Behaviour("several reads at once", TransactionBehaviours::reads),
                new Behaviour("callbacks", TransactionBehaviours::callbacks),
                new Behaviour("callbacks of what is refused", TransactionBehaviours::refusedCallbacks),
                new Behaviour("callbacks and events in one order", TransactionBehaviours::callbacksAndEvents));
    }

    private static void transactions(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        RecordedClient b = stage.client("b");
        a.create("/t", CreateMode.PERSISTENT);
        b.settle();
        b.addWatch("/t", "below", AddWatchMode.PERSISTENT_RECURSIVE);
        b.get("/t", "data");
        b.children("/t", "names");
        a.multi();
        a.multi(
                Op.create("/t/x", "1".getBytes(UTF_8), OPEN, CreateMode.PERSISTENT),
                Op.create("/t/x/y", NOTHING, OPEN, CreateMode.PERSISTENT),
                Op.check("/t/x", 0),
                Op.setData("/t/x", "2".getBytes(UTF_8), 0),
                Op.check("/t/x", 1),
                Op.delete("/t/x/y", ANY_VERSION));
        b.settle();
        for (CreateMode mode : CreateMode.values()) {
            if (mode.isTTL()) {
                a.multi(Op.create("/t/" + mode, NOTHING, OPEN, mode, 3_600_000));
            } else {
                a.multi(
                        Op.create("/t/" + mode, NOTHING, OPEN, mode),
                        Op.create("/t/" + mode + "-flags", NOTHING, OPEN, mode.toFlag()));
            }
        }
        a.multi(
                Op.create("/t/s-", NOTHING, OPEN, CreateMode.PERSISTENT_SEQUENTIAL),
                Op.create("/t/s-", NOTHING, OPEN, CreateMode.EPHEMERAL_SEQUENTIAL));
        a.call(
                "commit",
                client -> client.transaction()
                        .create("/t/by", NOTHING, OPEN, CreateMode.PERSISTENT)
                        .check("/t/by", 0)
                        .setData("/t/by", NOTHING, 0)
                        .delete("/t/by", 1)
                        .commit());
        b.settle();
        b.children("/t", null);
    }

    private static void refused(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        a.create("/rt", CreateMode.PERSISTENT);
        a.create("/rt/e", CreateMode.EPHEMERAL);
        Op fine = Op.create("/rt/x", NOTHING, OPEN, CreateMode.PERSISTENT);
        for (Op wrong : List.of(
                Op.create("/rt/x", NOTHING, OPEN, CreateMode.PERSISTENT),
                Op.create("/rt/none/x", NOTHING, OPEN, CreateMode.PERSISTENT),
                Op.create("/rt/e/x", NOTHING, OPEN, CreateMode.PERSISTENT),
                Op.create("/rt/acl", NOTHING, new ArrayList<>(), CreateMode.PERSISTENT),
                Op.create("/rt/acl", NOTHING, Arrays.asList(acl(31, "auth", "")), CreateMode.PERSISTENT),
                Op.create("/rt/ttl", NOTHING, OPEN, CreateMode.PERSISTENT_WITH_TTL, -1),
                Op.create("bad", NOTHING, OPEN, CreateMode.PERSISTENT),
                Op.check("/rt", 7),
                Op.check("/rt/none", 0),
                Op.setData("/rt", NOTHING, 7),
                Op.setData("/rt/none", NOTHING, ANY_VERSION),
                Op.delete("/rt", ANY_VERSION),
                Op.delete("/rt/none", ANY_VERSION),
                Op.delete("/", ANY_VERSION),
                Op.delete("/rt/e", 7),
                Op.getData("/rt"))) {
            a.multi(fine, wrong, Op.check("/rt", 0));
            a.multi(wrong);
        }
        a.call(
                "commit",
                client ->
                        client.transaction().delete("/rt", 0).check("/none", 0).commit());
        a.children("/rt", null);
    }

    private static void reads(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        RecordedClient alice = stage.client("alice");
        alice.authenticate("digest", "alice:secret");
        a.create("/mr", "data", OPEN, CreateMode.PERSISTENT, -1);
        a.create("/mr/x", CreateMode.PERSISTENT);
        alice.create("/mr/hers", "", Arrays.asList(acl(31, "auth", "")), CreateMode.PERSISTENT, -1);
        a.settle();
        a.multi(Op.getData("/mr"), Op.getChildren("/mr"));
        a.multi(
                Op.getData("/mr/none"),
                Op.getChildren("/mr/none"),
                Op.getData("/mr/hers"),
                Op.getChildren("/mr/hers"),
                Op.getData("/mr/x"),
                Op.getChildren("/mr/x"));
        a.multi(Op.getData("bad"), Op.getData("/mr"));
        a.multi(Op.getData("/mr"), Op.check("/mr", 0));
        alice.multi(Op.getData("/mr/hers"), Op.getChildren("/mr/hers"));
    }

    private static void callbacks(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        Callbacks callbacks = new Callbacks(a, stage.transcript());
        ZooKeeper client = a.zooKeeper();
        client.create("/cb", NOTHING, OPEN, CreateMode.PERSISTENT, callbacks.created("create"), "x");
        client.create("/cb/2", NOTHING, OPEN, CreateMode.PERSISTENT, callbacks.createdWithStat("create2"), "x");
        client.create("/cb/c", NOTHING, OPEN, CreateMode.CONTAINER, callbacks.createdWithStat("container"), "x");
        client.create(
                "/cb/t",
                NOTHING,
                OPEN,
                CreateMode.PERSISTENT_WITH_TTL,
                callbacks.createdWithStat("ttl"),
                "x",
                3_600_000);
        client.create("/cb/e", NOTHING, OPEN, CreateMode.EPHEMERAL, callbacks.created("ephemeral"), "x");
        client.exists("/cb", false, callbacks.stat("exists"), "x");
        client.setData("/cb", "1".getBytes(UTF_8), 0, callbacks.stat("set"), "x");
        client.getData("/cb", false, callbacks.data("get"), "x");
        client.setACL("/cb", OPEN, 0, callbacks.stat("set acl"), "x");
        client.getACL("/cb", null, callbacks.acl("acl"), "x");
        client.getChildren("/cb", false, callbacks.names("names"), "x");
        client.getChildren("/cb", false, callbacks.children("children"), "x");
        client.getAllChildrenNumber("/cb", callbacks.count("count below"), "x");
        client.getEphemerals("/cb", callbacks.ephemerals("ephemerals of a prefix"), "x");
        client.getEphemerals(callbacks.ephemerals("ephemerals"), "x");
        client.multi(List.of(Op.check("/cb", 1), Op.delete("/cb/2", 0)), callbacks.results("transaction"), "x");
        client.multi(List.of(Op.getData("/cb"), Op.getChildren("/cb/2")), callbacks.results("reads"), "x");
        client.addWatch("/cb", a.watcher("w"), AddWatchMode.PERSISTENT, callbacks.done("add watch"), "x");
        client.delete("/cb/e", ANY_VERSION, callbacks.done("delete"), "x");
        client.removeWatches("/cb", a.watcher("w"), WatcherType.Any, false, callbacks.done("remove watches"), "x");
        client.sync("/cb", callbacks.done("sync"), "x");
        callbacks.await();
        a.settle();
    }

    private static void refusedCallbacks(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        Callbacks callbacks = new Callbacks(a, stage.transcript());
        ZooKeeper client = a.zooKeeper();
        client.create("/rcb/x", NOTHING, OPEN, CreateMode.PERSISTENT, callbacks.created("create"), null);
        client.create("/rcb/x", NOTHING, OPEN, CreateMode.PERSISTENT, callbacks.createdWithStat("create2"), null);
        client.exists("/rcb", false, callbacks.stat("exists"), null);
        client.setData("/rcb", NOTHING, 0, callbacks.stat("set"), null);
        client.getData("/rcb", false, callbacks.data("get"), null);
        client.setACL("/rcb", OPEN, 0, callbacks.stat("set acl"), null);
        client.getACL("/rcb", null, callbacks.acl("acl"), null);
        client.getChildren("/rcb", false, callbacks.names("names"), null);
        client.getChildren("/rcb", false, callbacks.children("children"), null);
        client.getAllChildrenNumber("/rcb", callbacks.count("count below"), null);
        client.getEphemerals("/rcb", callbacks.ephemerals("ephemerals"), null);
        client.multi(List.of(Op.check("/rcb", 1), Op.delete("/rcb", 0)), callbacks.results("transaction"), null);
        client.delete("/rcb", ANY_VERSION, callbacks.done("delete"), null);
        client.removeWatches("/rcb", a.watcher("w"), WatcherType.Any, false, callbacks.done("remove watches"), null);
        client.removeAllWatches("/rcb", WatcherType.Any, false, callbacks.done("remove all watches"), null);
        callbacks.await();
    }

    /** First in, first out, and each event before the first answer that shows its change. */
    private static void callbacksAndEvents(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        RecordedClient b = stage.client("b");
        a.create("/ce", CreateMode.PERSISTENT);
        b.settle();
        b.addWatch("/ce", "below", AddWatchMode.PERSISTENT_RECURSIVE);
        Callbacks callbacks = new Callbacks(a, stage.transcript());
        ZooKeeper client = a.zooKeeper();
        for (int i = 0; i < 50; i++) {
            String path = "/ce/" + i;
            client.exists(path, a.watcher("created"), callbacks.stat("before " + i), null);
            client.create(path, NOTHING, OPEN, CreateMode.PERSISTENT, callbacks.created("create " + i), null);
            client.getData(path, a.watcher("changed"), callbacks.data("get " + i), null);
            client.setData(path, NOTHING, 0, callbacks.stat("set " + i), null);
            client.getData(path, a.watcher("deleted"), callbacks.data("get again " + i), null);
            client.delete(path, 0, callbacks.done("delete in vain " + i), null);
            client.delete(path, 1, callbacks.done("delete " + i), null);
            client.getChildren("/ce", false, callbacks.names("names " + i), null);
        }
        callbacks.await();
        b.settle();
        List<String> events =
                a.seen().stream().filter(line -> line.startsWith("told Node")).toList();
        assertThat(events).hasSize(3 * 50);
        assertThat(a.seen().stream().map(line -> line.replaceAll(" (zxid=|path=|->).*", "")))
                .as("each event, then the answer that shows it")
                .containsSubsequence(
                        "told NodeCreated SyncConnected /ce/7",
                        "create 7",
                        "get 7",
                        "told NodeDataChanged SyncConnected /ce/7",
                        "set 7",
                        "get again 7",
                        "delete in vain 7",
                        "told NodeDeleted SyncConnected /ce/7",
                        "delete 7",
                        "names 7");
    }

    /** Callbacks that take down what they are given, by the thread that tells the watchers. */
    private static final class Callbacks {

        private final RecordedClient client;
        private final Transcript transcript;
        private final List<CountDownLatch> expected = new ArrayList<>();

        private Callbacks(RecordedClient client, Transcript transcript) {
            this.client = client;
            this.transcript = transcript;
        }

        private Taker expect(String what) {
            CountDownLatch called = new CountDownLatch(1);
            expected.add(called);
            return (code, path, context, values) -> {
                client.note(what + " -> " + Code.get(code) + " " + path + " " + context + " "
                        + Results.text(Arrays.asList(values), transcript));
                called.countDown();
            };
        }

        private AsyncCallback.StringCallback created(String what) {
            Taker taker = expect(what);
            return (code, path, context, name) -> taker.take(code, path, context, name);
        }

        private AsyncCallback.Create2Callback createdWithStat(String what) {
            Taker taker = expect(what);
            return (code, path, context, name, stat) -> taker.take(code, path, context, name, stat);
        }

        private AsyncCallback.StatCallback stat(String what) {
            Taker taker = expect(what);
            return (code, path, context, stat) -> taker.take(code, path, context, stat);
        }

        private AsyncCallback.DataCallback data(String what) {
            Taker taker = expect(what);
            return (code, path, context, data, stat) -> taker.take(code, path, context, data, stat);
        }

        private AsyncCallback.ACLCallback acl(String what) {
            Taker taker = expect(what);
            return (code, path, context, acl, stat) -> taker.take(code, path, context, acl, stat);
        }

        private AsyncCallback.ChildrenCallback names(String what) {
            Taker taker = expect(what);
            return (code, path, context, names) -> taker.take(code, path, context, sorted(names));
        }

        private AsyncCallback.Children2Callback children(String what) {
            Taker taker = expect(what);
            return (code, path, context, names, stat) -> taker.take(code, path, context, sorted(names), stat);
        }

        private AsyncCallback.AllChildrenNumberCallback count(String what) {
            Taker taker = expect(what);
            return (code, path, context, number) -> taker.take(code, path, context, number);
        }

        private AsyncCallback.EphemeralsCallback ephemerals(String what) {
            Taker taker = expect(what);
            return (code, context, paths) -> taker.take(code, null, context, sorted(paths));
        }

        private AsyncCallback.MultiCallback results(String what) {
            Taker taker = expect(what);
            return (code, path, context, results) -> taker.take(code, path, context, results);
        }

        private AsyncCallback.VoidCallback done(String what) {
            Taker taker = expect(what);
            return (code, path, context) -> taker.take(code, path, context);
        }

        private static Object sorted(List<String> names) {
            return names == null ? null : Results.sorted(names);
        }

        private void await() throws InterruptedException {
            for (CountDownLatch each : expected) {
                if (!each.await(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("a callback was not called within 30 s: " + client.seen());
                }
            }
        }

        @FunctionalInterface
        private interface Taker {

            void take(int code, String path, Object context, Object... values);
        }
    }
}

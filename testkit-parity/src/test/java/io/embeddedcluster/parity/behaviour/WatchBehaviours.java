package io.embeddedcluster.parity.behaviour;

import static io.embeddedcluster.parity.behaviour.RecordedClient.ANY_VERSION;
import static io.embeddedcluster.parity.behaviour.RecordedClient.DEFAULT;

import java.util.List;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher.WatcherType;

/** Who hears of which change, when, and in which order. */
final class WatchBehaviours {

    private WatchBehaviours() {}

    static List<Behaviour> all() {
        return List.of(
                new Behaviour("watches that fire once", WatchBehaviours::once),
                new Behaviour("watches of one's own changes", WatchBehaviours::ownChanges),
                new Behaviour("persistent watches", WatchBehaviours::persistent),
                new Behaviour("recursive watches", WatchBehaviours::recursive),
                new Behaviour("several watchers of one znode", WatchBehaviours::several),
                new Behaviour("watches of each type removed", WatchBehaviours::removed),
                new Behaviour("all watches removed", WatchBehaviours::allRemoved),
                new Behaviour("watches of the configuration", WatchBehaviours::configuration));
    }

    /** Every change, and what somebody hears who looks at everything again after each. */
    private static void once(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        RecordedClient b = stage.client("b");
        a.create("/w", CreateMode.PERSISTENT);
        Step[] steps = {
            () -> a.create("/w/x", CreateMode.PERSISTENT),
            () -> a.set("/w/x", "1"),
            () -> a.set("/w", "1"),
            () -> a.create("/w/x/y", CreateMode.EPHEMERAL),
            () -> a.set("/w/x/y", "1"),
            () -> a.setAcl("/w/x", ANY_VERSION, NodeBehaviours.acl(31, "world", "anyone")),
            () -> a.multi(Op.setData("/w", new byte[0], ANY_VERSION), Op.setData("/w/x", new byte[0], ANY_VERSION)),
            () -> a.multi(Op.check("/w", 0)),
            () -> a.delete("/w/x/y", ANY_VERSION),
            () -> a.delete("/w/x", ANY_VERSION),
            () -> a.multi(
                    Op.create("/w/x", new byte[0], RecordedClient.OPEN, CreateMode.PERSISTENT), Op.delete("/w/x", 0)),
            () -> a.create("/w/x", CreateMode.CONTAINER),
            () -> a.delete("/w/x", ANY_VERSION),
            () -> a.delete("/w", ANY_VERSION),
        };
        for (Step step : steps) {
            b.settle();
            b.exists("/w/x", "exists");
            b.get("/w/x", "data");
            b.names("/w/x", "names");
            b.children("/w", "children");
            b.get("/w", DEFAULT);
            step.run();
            b.settle();
        }
    }

    private static void ownChanges(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        a.create("/own", CreateMode.PERSISTENT);
        a.names("/own", "names");
        a.exists("/own/x", "exists");
        a.create("/own/x", CreateMode.PERSISTENT);
        a.get("/own/x", "data");
        a.names("/own/x", "names");
        a.set("/own/x", "in vain", 7);
        a.set("/own/x", "");
        a.get("/own/x", "data");
        a.exists("/own/x", "exists");
        a.names("/own", "names");
        a.delete("/own/x", ANY_VERSION);
    }

    private static void persistent(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        RecordedClient b = stage.client("b");
        a.create("/p", CreateMode.PERSISTENT);
        b.settle();
        b.addWatch("/p", "one", AddWatchMode.PERSISTENT);
        b.addWatch("/p", "one", AddWatchMode.PERSISTENT);
        b.addWatch("/p", DEFAULT, AddWatchMode.PERSISTENT);
        b.addWatch("/p/later", "later", AddWatchMode.PERSISTENT);
        b.addWatch("/p/", "bad", AddWatchMode.PERSISTENT);
        for (int i = 0; i < 2; i++) {
            everyChange(a, "/p");
            b.settle();
        }
    }

    private static void recursive(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        RecordedClient b = stage.client("b");
        RecordedClient c = stage.client("c");
        a.create("/r", CreateMode.PERSISTENT);
        b.settle();
        b.addWatch("/r", "below", AddWatchMode.PERSISTENT_RECURSIVE);
        b.addWatch("/r/later", DEFAULT, AddWatchMode.PERSISTENT_RECURSIVE);
        c.addWatch("/", "all", AddWatchMode.PERSISTENT_RECURSIVE);
        for (int i = 0; i < 2; i++) {
            everyChange(a, "/r");
            b.settle();
            c.settle();
        }
        a.create("/r/e", CreateMode.EPHEMERAL);
        a.close();
        b.settle();
        c.settle();
        c.removeWatches("/", "all", WatcherType.Any, false);
        b.set("/r", "2");
        c.settle();
    }

    private static void everyChange(RecordedClient a, String path) throws Exception {
        a.set(path, "1");
        a.create(path + "/x", CreateMode.PERSISTENT);
        a.set(path + "/x", "1");
        a.create(path + "/x/y", CreateMode.PERSISTENT);
        a.delete(path + "/x/y", ANY_VERSION);
        a.delete(path + "/x", ANY_VERSION);
        a.create(path + "/later", CreateMode.PERSISTENT);
        a.set(path + "/later", "");
        a.delete(path + "/later", ANY_VERSION);
        a.delete(path, ANY_VERSION);
        a.create(path, CreateMode.PERSISTENT);
        a.multi(
                Op.create(path + "/m", new byte[0], RecordedClient.OPEN, CreateMode.PERSISTENT),
                Op.setData(path, new byte[0], ANY_VERSION),
                Op.delete(path + "/m", 0));
    }

    private static void several(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        RecordedClient b = stage.client("b");
        a.create("/s", CreateMode.PERSISTENT);
        a.create("/s/x", CreateMode.PERSISTENT);
        b.settle();
        b.addWatch("/s", "persistent", AddWatchMode.PERSISTENT);
        b.addWatch("/s", "recursive", AddWatchMode.PERSISTENT_RECURSIVE);
        b.addWatch("/s/x", "both", AddWatchMode.PERSISTENT);
        b.get("/s", "both");
        b.get("/s", "data");
        b.get("/s", DEFAULT);
        b.exists("/s", "exists");
        b.names("/s", "both");
        b.names("/s", DEFAULT);
        b.names("/s/x", "names");
        a.set("/s", "");
        a.create("/s/y", CreateMode.PERSISTENT);
        b.settle();
        a.set("/s/x", "");
        a.create("/s/x/z", CreateMode.PERSISTENT);
        b.settle();
        b.get("/s/x", "data");
        b.names("/s/x", "names");
        b.exists("/s/x", "both");
        a.delete("/s/x/z", ANY_VERSION);
        b.settle();
        b.get("/s/x", "data");
        b.names("/s/x", "names");
        a.delete("/s/x", ANY_VERSION);
        b.settle();
    }

    private static void removed(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        RecordedClient b = stage.client("b");
        a.create("/rm", CreateMode.PERSISTENT);
        b.settle();
        for (WatcherType type : WatcherType.values()) {
            b.removeWatches("/rm", "none", type, false);
            b.removeWatches("/rm", "none", type, true);
        }
        for (boolean isLocal : List.of(true, false)) {
            for (WatcherType type : WatcherType.values()) {
                watchInEveryWay(b);
                b.get("/rm", "other");
                b.removeWatches("/rm", "w", type, isLocal);
                b.removeWatches("/rm", "w", type, isLocal);
                b.removeWatches("/rm", "stranger", type, isLocal);
                a.set("/rm", "");
                a.create("/rm/x", CreateMode.PERSISTENT);
                a.delete("/rm/x", ANY_VERSION);
                b.settle();
                b.removeAllWatches("/rm", WatcherType.Any, false);
            }
        }
        b.exists("/rm/not", "w");
        b.removeWatches("/rm/not", "w", WatcherType.Children, false);
        b.removeWatches("/rm/not", "w", WatcherType.Data, false);
        a.create("/rm/not", CreateMode.PERSISTENT);
        b.settle();
    }

    private static void watchInEveryWay(RecordedClient b) throws Exception {
        b.get("/rm", "w");
        b.names("/rm", "w");
        b.addWatch("/rm", "w", AddWatchMode.PERSISTENT);
        b.addWatch("/rm", "w", AddWatchMode.PERSISTENT_RECURSIVE);
    }

    private static void allRemoved(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        RecordedClient b = stage.client("b");
        a.create("/rm", CreateMode.PERSISTENT);
        b.settle();
        for (boolean isLocal : List.of(true, false)) {
            for (WatcherType type : WatcherType.values()) {
                watchInEveryWay(b);
                b.get("/rm", "other");
                b.names("/rm", DEFAULT);
                b.removeAllWatches("/rm", type, isLocal);
                b.removeAllWatches("/rm", type, isLocal);
                a.set("/rm", "");
                a.create("/rm/x", CreateMode.PERSISTENT);
                a.delete("/rm/x", ANY_VERSION);
                b.settle();
            }
            b.removeAllWatches("/rm", WatcherType.Any, false);
            b.removeAllWatches("/rm/none", WatcherType.Any, isLocal);
        }
    }

    private static void configuration(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        a.call("config", client -> client.getConfig(a.watcher("config"), null).length > 0);
        a.call("config", client -> client.getConfig(true, null).length > 0);
        a.removeWatches("/zookeeper/config", "config", WatcherType.Data, false);
        a.removeAllWatches("/zookeeper/config", WatcherType.Any, false);
    }

    /** One thing that is done. */
    @FunctionalInterface
    private interface Step {

        void run() throws Exception;
    }
}

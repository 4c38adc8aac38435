package io.embeddedcluster.parity.wire;

import static io.embeddedcluster.parity.wire.Requests.CONTAINER;
import static io.embeddedcluster.parity.wire.Requests.EPHEMERAL;
import static io.embeddedcluster.parity.wire.Requests.addWatch;
import static io.embeddedcluster.parity.wire.Requests.checkWatches;
import static io.embeddedcluster.parity.wire.Requests.children;
import static io.embeddedcluster.parity.wire.Requests.children2;
import static io.embeddedcluster.parity.wire.Requests.closeSession;
import static io.embeddedcluster.parity.wire.Requests.delete;
import static io.embeddedcluster.parity.wire.Requests.exists;
import static io.embeddedcluster.parity.wire.Requests.get;
import static io.embeddedcluster.parity.wire.Requests.multi;
import static io.embeddedcluster.parity.wire.Requests.node;
import static io.embeddedcluster.parity.wire.Requests.removeWatches;
import static io.embeddedcluster.parity.wire.Requests.set;
import static io.embeddedcluster.parity.wire.Requests.setAcl;
import static io.embeddedcluster.parity.wire.Requests.setWatches;
import static io.embeddedcluster.parity.wire.Requests.setWatches2;
import static io.embeddedcluster.parity.wire.Requests.watching;
import static io.embeddedcluster.parity.wire.Script.ELSEWHERE;
import static io.embeddedcluster.parity.wire.Script.THERE;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.util.List;

/** Watches at one server, changes through another. */
final class EnsembleWatchScenarios {

    private static final List<String> NONE = List.of();
    private static final List<Integer> WATCH_TYPES = List.of(1, 2, 3, 4, 5);

    /** One znode for every kind of change that a client may have missed. */
    private static final List<String> MISSED = List.of(
            "/sr/quiet",
            "/sr/data",
            "/sr/acl",
            "/sr/child-new",
            "/sr/child-gone",
            "/sr/child-data",
            "/sr/grandchild",
            "/sr/gone",
            "/sr/replaced",
            "/sr/new",
            "/sr/brief",
            "/sr/never",
            "/sr/ephemeral");

    private EnsembleWatchScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("changes seen at another server", EnsembleWatchScenarios::seenThere),
                new Scenario("an event before what shows the change", EnsembleWatchScenarios::eventFirst),
                new Scenario("watches taken to another server", EnsembleWatchScenarios::takenThere),
                new Scenario(
                        "watches taken to another server by an old client", EnsembleWatchScenarios::takenByOldClient),
                new Scenario("watches of a client that missed nothing", EnsembleWatchScenarios::nothingMissed));
    }

    /** One client per type of watch, so that the order within each is told. */
    private static void seenThere(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/st"));
        WireClient data = script.client("data", THERE);
        WireClient exist = script.client("exist", THERE);
        WireClient child = script.client("child", THERE);
        WireClient persistent = script.client("persistent", THERE);
        WireClient recursive = script.client("recursive", ELSEWHERE);
        WireClient all = script.client("all", ELSEWHERE);
        List<WireClient> watchers = List.of(data, exist, child, persistent, recursive, all);
        for (WireClient each : watchers) {
            each.settle();
        }
        persistent.ask(addWatch("/st/x", 0));
        recursive.ask(addWatch("/st", 1));
        all.ask(addWatch("/st", 0));
        all.ask(addWatch("/st", 1));
        List<ZkRequest> changes = List.of(
                node("/st/x"),
                set("/st/x", "1"),
                set("/st/x", "2", 7),
                setAcl("/st/x", -1, Acl.OPEN.get(0)),
                node("/st/x/y"),
                set("/st/x/y", "1"),
                node("/st/x/y/z", "", EPHEMERAL),
                delete("/st/x/y"),
                delete("/st/x/y/z"),
                delete("/st/x/y"),
                node("/st/x/s-", "", Requests.SEQUENTIAL),
                node(OpCode.CREATE_CONTAINER, "/st/x/box", "", CONTAINER),
                Requests.createTtl("/st/x/ttl", Requests.TTL, 3_600_000),
                delete("/st/x/ttl"),
                delete("/st/x/box"),
                multi(set("/st/x", "m"), node("/st/x/m"), set("/st/x/m", "m"), delete("/st/x/m")),
                multi(set("/st/x", "m"), delete("/none")),
                multi(delete("/st/x/s-0000000001"), delete("/st/x")),
                multi(node("/st/x"), node("/st/x/m"), set("/st/x", "m")),
                multi(delete("/st/x/m"), delete("/st/x"), node("/st/x")),
                delete("/st/x"));
        for (ZkRequest change : changes) {
            data.ask(watching(get("/st/x")));
            data.ask(watching(get("/st/x/y")));
            exist.ask(watching(exists("/st/x")));
            exist.ask(watching(exists("/st/x/y")));
            child.ask(watching(children("/st/x")));
            child.ask(watching(children2("/st")));
            all.ask(watching(get("/st/x")));
            all.ask(watching(exists("/st/x")));
            all.ask(watching(children("/st/x")));
            a.ask(change);
            for (WireClient each : watchers) {
                each.settle();
            }
        }
        for (WireClient each : watchers) {
            for (int type : WATCH_TYPES) {
                each.ask(checkWatches("/st", type));
                each.ask(checkWatches("/st/x", type));
            }
        }
        recursive.ask(removeWatches("/st", 5));
        a.ask(node("/st/last"));
        recursive.settle();
        persistent.settle();
    }

    /** No reply tells a client of a change before the event about it, wherever the change was made. */
    private static void eventFirst(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient b = script.client("b", THERE);
        a.ask(node("/ef", "0", 0));
        b.settle();
        b.ask(watching(get("/ef")));
        b.ask(watching(children("/ef")));
        b.ask(watching(exists("/ef/x")));
        a.ask(set("/ef", "1"));
        a.ask(node("/ef/x"));
        if (script.leads(THERE)) {
            // The real leader does not wait at a sync of its own clients.
            script.catchUp(THERE);
        }
        b.askAtOnce(Requests.sync("/ef"), get("/ef"), children("/ef"));
        b.ask(watching(get("/ef")));
        a.ask(set("/ef", "2"));
        // A write of b's comes after everything that was before it.
        b.ask(set("/ef/x", "b"));
        b.ask(watching(get("/ef")));
        b.askAtOnce(set("/ef", "own"), watching(get("/ef")), set("/ef", "own2"), get("/ef"));
        a.settle();
        a.ask(watching(get("/ef")));
        b.ask(multi(set("/ef", "m"), delete("/ef/x"), delete("/ef")));
        a.settle();
        b.settle();
    }

    private static void change(WireClient writer, WireClient owner) throws Exception {
        writer.ask(set("/sr/data", "2"));
        writer.ask(setAcl("/sr/acl", -1, Acl.OPEN.get(0)));
        writer.ask(node("/sr/child-new/x"));
        writer.ask(delete("/sr/child-gone/x"));
        writer.ask(set("/sr/child-data/x", "2"));
        writer.ask(node("/sr/grandchild/x/y"));
        writer.ask(delete("/sr/gone"));
        writer.ask(delete("/sr/replaced"));
        writer.ask(node("/sr/replaced"));
        writer.ask(node("/sr/new"));
        writer.ask(node("/sr/brief"));
        writer.ask(delete("/sr/brief"));
        owner.ask(closeSession());
        owner.hearEnd();
    }

    private static void prepare(WireClient writer, WireClient owner) throws Exception {
        writer.ask(node("/sr"));
        for (String name : List.of(
                "quiet", "data", "acl", "child-new", "child-gone", "child-data", "grandchild", "gone", "replaced")) {
            writer.ask(node("/sr/" + name));
        }
        for (String name : List.of("child-gone", "child-data", "grandchild")) {
            writer.ask(node("/sr/" + name + "/x"));
        }
        owner.ask(node("/sr/ephemeral", "", EPHEMERAL));
    }

    /** Every kind of change once more, to hear which watches are there. */
    private static void changeAgain(WireClient writer, WireClient watcher) throws Exception {
        for (String path : MISSED) {
            writer.ask(set(path, "again"));
            watcher.settle();
            writer.ask(node(path + "/again"));
            watcher.settle();
            writer.ask(delete(path + "/again"));
            writer.ask(delete(path));
            watcher.settle();
            writer.ask(node(path));
            watcher.settle();
        }
    }

    private static void cleanUp(WireClient writer) throws Exception {
        writer.ask(delete("/sr/child-new/x"));
        writer.ask(delete("/sr/child-data/x"));
        writer.ask(delete("/sr/grandchild/x/y"));
        writer.ask(delete("/sr/grandchild/x"));
    }

    private static WireClient comeBack(Script script, WireClient client, String name, long seen) throws Exception {
        client.drop();
        script.catchUp(THERE);
        return script.unconnected(name, THERE)
                .connect(
                        new ConnectRequest(
                                0, seen, WireClient.SESSION_MILLIS, client.session(), client.password(), false),
                        "to a's session");
    }

    private static void takenThere(Script script) throws Exception {
        WireClient writer = script.client("writer", ELSEWHERE);
        WireClient owner = script.client("owner", ELSEWHERE);
        WireClient a = script.client("a");
        prepare(writer, owner);
        a.settle();
        long seen = a.ping();
        change(writer, owner);
        WireClient b = comeBack(script, a, "b", seen);
        b.ask(-8, setWatches2(seen, MISSED, NONE, NONE, NONE, NONE));
        b.ask(-8, setWatches2(seen, NONE, MISSED, NONE, NONE, NONE));
        b.ask(-8, setWatches2(seen, NONE, NONE, MISSED, NONE, NONE));
        b.ask(-8, setWatches2(seen, NONE, NONE, NONE, MISSED, NONE));
        b.ask(-8, setWatches2(seen, NONE, NONE, NONE, NONE, MISSED));
        b.ask(-8, setWatches2(seen, NONE, NONE, NONE, NONE, List.of("/sr", "/")));
        for (String path : MISSED) {
            for (int type : WATCH_TYPES) {
                b.ask(checkWatches(path, type));
            }
        }
        cleanUp(writer);
        changeAgain(writer, b);
        // All at once, again with what the client knew at first.
        WireClient c = comeBack(script, b, "c", seen);
        c.ask(-8, setWatches2(seen, MISSED, MISSED, MISSED, MISSED, MISSED));
        changeAgain(writer, c);
    }

    private static void takenByOldClient(Script script) throws Exception {
        WireClient writer = script.client("writer", ELSEWHERE);
        WireClient owner = script.client("owner");
        WireClient a = script.client("a");
        prepare(writer, owner);
        a.settle();
        a.ask(watching(get("/sr/data")));
        a.ask(watching(exists("/sr/new")));
        long seen = a.ping();
        a.drop();
        change(writer, owner);
        for (long zxid : new long[] {seen, 0, -1, Long.MAX_VALUE}) {
            script.catchUp(THERE);
            WireClient b = script.client("b", THERE);
            b.ask(-8, setWatches(zxid, MISSED, NONE, NONE));
            b.ask(-8, setWatches(zxid, NONE, MISSED, NONE));
            b.ask(-8, setWatches(zxid, NONE, NONE, MISSED));
            b.ask(9, setWatches(zxid, List.of("/sr/data", "/sr/gone"), List.of("/sr/new"), List.of("/sr/gone")));
            b.ask(closeSession());
        }
        cleanUp(writer);
        WireClient c = script.client("c", THERE);
        c.ask(-8, setWatches(seen, MISSED, MISSED, MISSED));
        changeAgain(writer, c);
    }

    private static void nothingMissed(Script script) throws Exception {
        WireClient writer = script.client("writer", ELSEWHERE);
        WireClient owner = script.client("owner", THERE);
        WireClient a = script.client("a");
        prepare(writer, owner);
        change(writer, owner);
        a.settle();
        long seen = a.ping();
        WireClient b = comeBack(script, a, "b", seen);
        b.ask(-8, setWatches2(seen, MISSED, NONE, MISSED, NONE, NONE));
        b.ask(-8, setWatches2(seen, NONE, List.of("/sr/gone", "/sr/never", "/sr/brief"), NONE, NONE, List.of("/sr")));
        cleanUp(writer);
        changeAgain(writer, b);
    }
}

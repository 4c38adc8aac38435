package io.embeddedcluster.parity.wire;

import static io.embeddedcluster.parity.wire.Requests.EPHEMERAL;
import static io.embeddedcluster.parity.wire.Requests.addWatch;
import static io.embeddedcluster.parity.wire.Requests.checkWatches;
import static io.embeddedcluster.parity.wire.Requests.children;
import static io.embeddedcluster.parity.wire.Requests.children2;
import static io.embeddedcluster.parity.wire.Requests.createWith;
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

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import java.util.List;

/** Who hears of which change, and when. */
final class WatchScenarios {

    private static final int PERSISTENT_MODE = 0;
    private static final int RECURSIVE_MODE = 1;
    private static final List<Integer> WATCH_TYPES = List.of(1, 2, 3, 4, 5);

    private WatchScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("one-shot watches", WatchScenarios::oneShot),
                new Scenario("persistent watches", WatchScenarios::persistent),
                new Scenario("recursive watches", WatchScenarios::recursive),
                new Scenario("mixed watches", WatchScenarios::mixed),
                new Scenario("several watchers", WatchScenarios::severalWatchers),
                new Scenario("removed watches", WatchScenarios::removed),
                new Scenario("odd watches", WatchScenarios::odd),
                new Scenario("watches brought along", WatchScenarios::broughtAlong),
                new Scenario("watches and ACLs", WatchScenarios::withAcls),
                new Scenario("watches of a moved session", WatchScenarios::movedSession));
    }

    private static void oneShot(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient b = script.client("b");
        a.ask(node("/w"));
        b.ask(watching(exists("/w/x")));
        b.ask(watching(get("/w/x")));
        b.ask(watching(children("/w")));
        b.ask(watching(children2("/w/x")));
        b.ask(watching(get("/w")));
        a.ask(node("/w/x"));
        b.settle();
        b.ask(watching(exists("/w/x")));
        b.ask(watching(get("/w/x")));
        a.ask(set("/w/x", "1"));
        b.settle();
        a.ask(set("/w/x", "2"));
        b.settle();
        a.ask(setAcl("/w", -1, Acl.OPEN.get(0)));
        b.settle();
        b.ask(watching(children("/w/x")));
        b.ask(watching(children2("/w")));
        b.ask(watching(get("/w/x")));
        a.ask(node("/w/x/y"));
        b.settle();
        b.ask(watching(children("/w/x")));
        a.ask(set("/w/x/y", ""));
        b.settle();
        a.ask(delete("/w/x/y"));
        b.settle();
        b.ask(watching(children("/w/x")));
        a.ask(delete("/w/x"));
        b.settle();
        // A client's own change is told before it is answered.
        a.ask(watching(children("/w")));
        a.ask(watching(exists("/w/own")));
        a.ask(node("/w/own"));
        a.ask(watching(get("/w/own")));
        a.ask(set("/w/own", "x", 9));
        a.ask(set("/w/own", "x", 0));
        a.ask(watching(get("/w/own")));
        a.ask(watching(children("/w/own")));
        a.ask(watching(children("/w")));
        a.ask(delete("/w/own"));
        a.settle();
    }

    private static void persistent(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient b = script.client("b");
        a.ask(node("/pw"));
        b.ask(addWatch("/pw", PERSISTENT_MODE));
        b.ask(addWatch("/pw", PERSISTENT_MODE));
        b.ask(addWatch("/pw/later", PERSISTENT_MODE));
        for (int i = 0; i < 2; i++) {
            a.ask(set("/pw", "1"));
            a.ask(node("/pw/x"));
            a.ask(set("/pw/x", "1"));
            a.ask(node("/pw/x/y"));
            a.ask(delete("/pw/x/y"));
            a.ask(delete("/pw/x"));
            a.ask(node("/pw/later"));
            a.ask(set("/pw/later", ""));
            a.ask(delete("/pw/later"));
            a.ask(delete("/pw"));
            a.ask(node("/pw"));
            b.settle();
        }
        a.ask(multi(node("/pw/m"), set("/pw", "m"), delete("/pw/m")));
        b.settle();
    }

    private static void recursive(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient b = script.client("b");
        a.ask(node("/rw"));
        b.ask(addWatch("/rw", RECURSIVE_MODE));
        b.ask(addWatch("/rw/x/later", RECURSIVE_MODE));
        for (int i = 0; i < 2; i++) {
            a.ask(node("/rw/x"));
            a.ask(node("/rw/x/y"));
            a.ask(node("/rw/x/later"));
            a.ask(set("/rw/x/y", ""));
            a.ask(set("/rw/x/later", ""));
            a.ask(set("/rw", ""));
            a.ask(delete("/rw/x/later"));
            a.ask(delete("/rw/x/y"));
            a.ask(delete("/rw/x"));
            a.ask(delete("/rw"));
            a.ask(node("/rw"));
            b.settle();
        }
        a.ask(node("/rwx"));
        b.ask(addWatch("/", RECURSIVE_MODE));
        a.ask(node("/rwx/y"));
        b.settle();
        a.ask(node("/rw/e", "", EPHEMERAL));
        a.ask(Requests.closeSession());
        b.settle();
        b.ask(removeWatches("/", 5));
        b.ask(delete("/rwx/y"));
        b.ask(set("/rw", ""));
    }

    private static void mixed(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient b = script.client("b");
        a.ask(node("/mw"));
        a.ask(node("/mw/x"));
        b.ask(addWatch("/mw", PERSISTENT_MODE));
        b.ask(addWatch("/mw", RECURSIVE_MODE));
        b.ask(watching(get("/mw")));
        b.ask(watching(children("/mw")));
        b.ask(addWatch("/mw/x", PERSISTENT_MODE));
        b.ask(watching(children("/mw/x")));
        b.ask(watching(exists("/mw/x")));
        a.ask(set("/mw", ""));
        a.ask(node("/mw/y"));
        a.ask(set("/mw/x", ""));
        a.ask(node("/mw/x/z"));
        b.settle();
        a.ask(delete("/mw/x/z"));
        b.settle();
        b.ask(watching(children("/mw/x")));
        a.ask(delete("/mw/x"));
        b.settle();
        for (int type : WATCH_TYPES) {
            b.ask(checkWatches("/mw", type));
            b.ask(checkWatches("/mw/x", type));
        }
    }

    private static void severalWatchers(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient b = script.client("b");
        WireClient c = script.client("c");
        a.ask(node("/sv"));
        for (WireClient each : List.of(a, b, c)) {
            each.ask(watching(get("/sv")));
            each.ask(watching(children("/sv")));
            each.ask(watching(exists("/sv/x")));
        }
        b.ask(addWatch("/sv", PERSISTENT_MODE));
        c.ask(addWatch("/sv", RECURSIVE_MODE));
        a.ask(multi(node("/sv/x"), set("/sv", "x"), delete("/sv/x")));
        b.settle();
        c.settle();
        c.drop();
        a.ask(set("/sv", "y"));
        b.settle();
        b.ask(Requests.closeSession());
        a.ask(set("/sv", "z"));
        a.ask(delete("/sv"));
    }

    private static void removed(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient b = script.client("b");
        a.ask(node("/rm"));
        for (int type : WATCH_TYPES) {
            a.ask(checkWatches("/rm", type));
            a.ask(removeWatches("/rm", type));
        }
        for (int removedType : WATCH_TYPES) {
            a.ask(watching(get("/rm")));
            a.ask(watching(children("/rm")));
            a.ask(addWatch("/rm", PERSISTENT_MODE));
            a.ask(addWatch("/rm", RECURSIVE_MODE));
            a.ask(removeWatches("/rm", removedType));
            for (int type : WATCH_TYPES) {
                a.ask(checkWatches("/rm", type));
            }
            a.ask(removeWatches("/rm", removedType));
            b.ask(set("/rm", ""));
            b.ask(node("/rm/x"));
            b.ask(delete("/rm/x"));
            a.settle();
            a.ask(removeWatches("/rm", 3));
        }
        a.ask(watching(get("/rm")));
        b.ask(removeWatches("/rm", 2));
        b.ask(checkWatches("/rm", 2));
        a.ask(checkWatches("/rm", 2));
        a.ask(watching(exists("/rm/not")));
        a.ask(removeWatches("/rm/not", 2));
        a.ask(removeWatches("/rm/not", 2));
    }

    private static void odd(Script script) throws Exception {
        WireClient a = script.client("a");
        for (int mode : List.of(2, -1, 7)) {
            a.ask(addWatch("/ow", mode));
        }
        for (int type : List.of(0, 6, -1, 99)) {
            a.ask(checkWatches("/ow", type));
            a.ask(removeWatches("/ow", type));
        }
        for (String path : List.of("", "ow", "/ow/", "//", "/ow\0")) {
            a.ask(addWatch(path, PERSISTENT_MODE));
            a.ask(addWatch(path, RECURSIVE_MODE));
            a.ask(watching(exists(path)));
            a.ask(checkWatches(path, 3));
            a.ask(removeWatches(path, 3));
        }
        a.ask(addWatch("/ow", RECURSIVE_MODE));
        a.ask(node("/ow"));
        a.ask(watching(get("/ow")));
        a.ask(addWatch("/ow", PERSISTENT_MODE));
        a.ask(delete("/ow"));
        for (int type : WATCH_TYPES) {
            a.ask(checkWatches("/ow", type));
        }
        a.ask(watching(exists("")));
        a.ask(watching(children("")));
        a.ask(set("/", "x"));
        a.ask(node("/ow2"));
        a.ask(watching(exists("/")));
        a.ask(watching(children("/")));
        a.ask(set("/", ""));
        a.ask(delete("/ow2"));
        a.settle();
    }

    private static void broughtAlong(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/sw"));
        for (String name : List.of("quiet", "gone", "data", "parent", "replaced")) {
            a.ask(node("/sw/" + name));
        }
        long seen = a.ping();
        a.ask(delete("/sw/gone"));
        a.ask(set("/sw/data", "2"));
        a.ask(node("/sw/parent/child"));
        a.ask(delete("/sw/replaced"));
        a.ask(node("/sw/replaced"));
        a.ask(setAcl("/sw/quiet", -1, Acl.OPEN.get(0)));
        WireClient b = script.client("b");
        List<String> none = List.of();
        List<String> paths = List.of("/sw/quiet", "/sw/gone", "/sw/data", "/sw/parent", "/sw/replaced", "/sw/later");
        b.ask(-8, setWatches(seen, paths, none, none));
        b.ask(-8, setWatches(seen, none, paths, none));
        b.ask(-8, setWatches(seen, none, none, paths));
        b.ask(-8, setWatches2(seen, paths, paths, paths, paths, none));
        b.ask(-8, setWatches2(seen, none, none, none, none, List.of("/sw")));
        b.ask(-8, setWatches(0, paths, none, paths));
        b.ask(-8, setWatches(Long.MAX_VALUE, paths, none, paths));
        b.ask(5, setWatches(seen, List.of("/sw/data"), none, none));
        for (String path : paths) {
            for (int type : WATCH_TYPES) {
                b.ask(checkWatches(path, type));
            }
        }
        a.ask(set("/sw/quiet", "2"));
        b.settle();
        a.ask(node("/sw/later"));
        b.settle();
        a.ask(node("/sw/parent/child2"));
        b.settle();
        a.ask(node("/sw/gone"));
        b.settle();
        b.ask(-8, setWatches(seen, List.of("", "bad", "/sw/"), List.of("", "bad"), List.of("/sw/")));
        a.settle();
    }

    private static void withAcls(Script script) throws Exception {
        Acl alice = new Acl(31, "digest", "alice:PUeeyh4Vbq3yUFBS9y2n0Gn7TBs=");
        WireClient a = script.client("a");
        a.ask(-4, Requests.auth("digest", "alice:secret"));
        a.ask(node("/wa"));
        WireClient b = script.client("b");
        b.ask(addWatch("/wa", RECURSIVE_MODE));
        b.ask(addWatch("/wa/mine", PERSISTENT_MODE));
        b.ask(watching(exists("/wa/mine")));
        b.ask(watching(children("/wa")));
        a.ask(createWith("/wa/mine", new Acl(31, "auth", "")));
        b.settle();
        b.ask(watching(exists("/wa/mine")));
        b.ask(watching(get("/wa/mine")));
        b.ask(watching(children("/wa/mine")));
        for (int type : WATCH_TYPES) {
            b.ask(checkWatches("/wa/mine", type));
        }
        a.ask(watching(get("/wa/mine")));
        a.ask(set("/wa/mine", "x"));
        a.ask(createWith("/wa/mine/open", Acl.OPEN.get(0)));
        b.settle();
        a.ask(delete("/wa/mine/open"));
        b.settle();
        a.ask(setAcl("/wa", -1, new Acl(31, "auth", "")));
        a.ask(createWith("/wa/open", Acl.OPEN.get(0)));
        b.settle();
        a.ask(delete("/wa/mine"));
        b.settle();
        b.ask(-8, setWatches(0, List.of("/wa", "/wa/open"), List.of("/wa"), List.of("/wa")));
        b.ask(watching(exists("/wa/not")));
        a.ask(createWith("/wa/not", alice));
        b.settle();
        b.ask(checkWatches("/wa/not", 2));
    }

    private static void movedSession(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/mv"));
        a.ask(watching(get("/mv")));
        a.ask(addWatch("/mv", PERSISTENT_MODE));
        WireClient again = script.unconnected("again")
                .connect(
                        new ConnectRequest(0, 0, WireClient.SESSION_MILLIS, a.session(), a.password(), false),
                        "to a's session");
        a.hearEnd();
        again.ask(set("/mv", "x"));
        again.ask(checkWatches("/mv", 3));
        again.ask(watching(get("/mv")));
        again.ask(set("/mv", "y"));
    }
}

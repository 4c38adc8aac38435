package io.embeddedcluster.parity.wire;

import static io.embeddedcluster.parity.wire.Requests.CONTAINER;
import static io.embeddedcluster.parity.wire.Requests.EPHEMERAL;
import static io.embeddedcluster.parity.wire.Requests.EPHEMERAL_SEQUENTIAL;
import static io.embeddedcluster.parity.wire.Requests.PERSISTENT;
import static io.embeddedcluster.parity.wire.Requests.SEQUENTIAL;
import static io.embeddedcluster.parity.wire.Requests.TTL;
import static io.embeddedcluster.parity.wire.Requests.TTL_SEQUENTIAL;
import static io.embeddedcluster.parity.wire.Requests.children;
import static io.embeddedcluster.parity.wire.Requests.children2;
import static io.embeddedcluster.parity.wire.Requests.closeSession;
import static io.embeddedcluster.parity.wire.Requests.countBelow;
import static io.embeddedcluster.parity.wire.Requests.createTtl;
import static io.embeddedcluster.parity.wire.Requests.createWith;
import static io.embeddedcluster.parity.wire.Requests.delete;
import static io.embeddedcluster.parity.wire.Requests.ephemerals;
import static io.embeddedcluster.parity.wire.Requests.exists;
import static io.embeddedcluster.parity.wire.Requests.get;
import static io.embeddedcluster.parity.wire.Requests.getAcl;
import static io.embeddedcluster.parity.wire.Requests.multi;
import static io.embeddedcluster.parity.wire.Requests.node;
import static io.embeddedcluster.parity.wire.Requests.set;
import static io.embeddedcluster.parity.wire.Requests.setAcl;
import static io.embeddedcluster.parity.wire.Requests.sync;
import static io.embeddedcluster.parity.wire.Requests.watching;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.CreateRequest;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.SetDataRequest;
import java.util.List;

/** Creating, reading, changing and deleting one znode at a time. */
final class NodeScenarios {

    private static final List<String> ODD_PATHS = List.of(
            "",
            "odd",
            "/",
            "//",
            "/odd/",
            "//odd",
            "/odd//x",
            "/odd/.",
            "/odd/..",
            "/odd/./x",
            "/odd/../x",
            "/.",
            "/..",
            "/odd/...",
            "/odd/.hidden",
            "/odd/x.",
            "/odd/nul\0l",
            "/odd/\u0001",
            "/odd/\u001f",
            "/odd/\u007f",
            "/odd/\u009f",
            "/odd/\u00a0",
            "/odd/\ud83d\ude00",
            "/odd/\ue000",
            "/odd/\uf900",
            "/odd/\ufff0",
            "/odd/ ",
            "/none/x");

    private NodeScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("creates", NodeScenarios::creates),
                new Scenario("sequential names", NodeScenarios::sequentialNames),
                new Scenario("TTL nodes", NodeScenarios::ttlNodes),
                new Scenario("containers", NodeScenarios::containers),
                new Scenario("ephemerals", NodeScenarios::ephemeralNodes),
                new Scenario("reads", NodeScenarios::reads),
                new Scenario("versions", NodeScenarios::versions),
                new Scenario("odd paths", NodeScenarios::oddPaths),
                new Scenario("reserved nodes", NodeScenarios::reservedNodes),
                new Scenario("data sizes", NodeScenarios::dataSizes),
                new Scenario("requests at once", NodeScenarios::requestsAtOnce));
    }

    /** Where extended types are switched off. */
    static List<Scenario> withoutExtendedTypes() {
        return List.of(
                new Scenario("TTL nodes", NodeScenarios::ttlNodes),
                new Scenario("containers", NodeScenarios::containers));
    }

    private static void creates(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node(OpCode.CREATE, "/c", "one", PERSISTENT));
        a.ask(exists("/c"));
        a.ask(node(OpCode.CREATE2, "/c/x", "two", PERSISTENT));
        a.ask(node(OpCode.CREATE2, "/c/x", "two", PERSISTENT));
        a.ask(node(OpCode.CREATE, "/c/x", "two", EPHEMERAL));
        a.ask(node(OpCode.CREATE2, "/c/null", null, PERSISTENT));
        a.ask(get("/c/null"));
        a.ask(node(OpCode.CREATE2, "/c/none/x", "", PERSISTENT));
        for (int flags : List.of(7, 8, -1, Integer.MAX_VALUE)) {
            a.ask(node(OpCode.CREATE, "/c/flags", "", flags));
            a.ask(node(OpCode.CREATE_CONTAINER, "/c/flags", "", flags));
        }
        a.ask(exists("/c"));
        a.ask(children2("/c"));
        a.ask(delete("/c"));
        a.ask(delete("/c/x"));
        a.ask(delete("/c/x"));
        a.ask(delete("/c/null"));
        a.ask(exists("/c"));
        a.ask(delete("/c"));
        a.ask(exists("/c"));
        a.ask(node(OpCode.CREATE, "/c", "again", PERSISTENT));
        a.ask(exists("/c"));
    }

    private static void sequentialNames(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/seq"));
        a.ask(node("/seq/s-", "", SEQUENTIAL));
        a.ask(node("/seq/s-", "", SEQUENTIAL));
        a.ask(node("/seq/s-", "", EPHEMERAL_SEQUENTIAL));
        a.ask(node("/seq/plain", "", PERSISTENT));
        a.ask(node("/seq/", "", SEQUENTIAL));
        a.ask(node("/seq/s-0000000006", "", PERSISTENT));
        a.ask(node("/seq/s-", "", SEQUENTIAL));
        a.ask(node("/seq/s-0000000008", "", PERSISTENT));
        a.ask(node("/seq/s-0000000009", "", PERSISTENT));
        a.ask(node("/seq/t-", "", SEQUENTIAL));
        a.ask(delete("/seq/plain"));
        a.ask(node("/seq/s-", "", SEQUENTIAL));
        a.ask(node("/seq/none/s-", "", SEQUENTIAL));
        a.ask(node("/seq//", "", SEQUENTIAL));
        a.ask(node("seq-", "", SEQUENTIAL));
        a.ask(node("/seq/.", "", SEQUENTIAL));
        a.ask(node("/seq/..", "", SEQUENTIAL));
        a.ask(children2("/seq"));
    }

    private static void ttlNodes(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/ttl"));
        a.ask(createTtl("/ttl/a", TTL, 3_600_000));
        a.ask(exists("/ttl/a"));
        a.ask(createTtl("/ttl/s-", TTL_SEQUENTIAL, 3_600_000));
        for (long ttl : List.of(0L, -1L, Long.MIN_VALUE, 1L << 40, (1L << 40) - 1, Long.MAX_VALUE)) {
            a.ask(createTtl("/ttl/limit" + ttl, TTL, ttl));
        }
        a.ask(exists("/ttl/limit" + ((1L << 40) - 1)));
        for (int flags : List.of(PERSISTENT, EPHEMERAL, SEQUENTIAL, CONTAINER, 9)) {
            a.ask(createTtl("/ttl/f" + flags, flags, 3_600_000));
        }
        a.ask(node(OpCode.CREATE, "/ttl/h", "", TTL));
        a.ask(node(OpCode.CREATE2, "/ttl/i", "", TTL_SEQUENTIAL));
        a.ask(node(OpCode.CREATE_CONTAINER, "/ttl/j", "", TTL));
        a.ask(node("/ttl/a/child"));
        a.ask(node("/ttl/a/eph", "", EPHEMERAL));
        a.ask(get("/ttl/a"));
        a.ask(set("/ttl/a", "new"));
        a.ask(children2("/ttl"));
        a.ask(ephemerals("/"));
        a.ask(multi(createTtl("/ttl/m", TTL, 3_600_000), createTtl("/ttl/m-", TTL_SEQUENTIAL, 3_600_000)));
        a.ask(multi(createTtl("/ttl/n", TTL, -1)));
        a.ask(multi(createTtl("/ttl/n", TTL, 0)));
        a.ask(multi(createTtl("/ttl/n", PERSISTENT, 5)));
        a.ask(multi(createTtl("/ttl/n1", PERSISTENT, -1)));
        a.ask(multi(createTtl("/ttl/o", CONTAINER, -1)));
        a.ask(multi(createTtl("/ttl/p", 9, -1)));
        a.ask(multi(createTtl("/ttl/p", 9, 7)));
        a.ask(multi(node(OpCode.CREATE, "/ttl/q", "", TTL)));
        a.ask(multi(node(OpCode.CREATE2, "/ttl/q", "", TTL_SEQUENTIAL)));
        a.ask(multi(node(OpCode.CREATE_CONTAINER, "/ttl/q", "", TTL)));
        a.ask(children2("/ttl"));
    }

    private static void containers(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node(OpCode.CREATE_CONTAINER, "/box", "b", CONTAINER));
        a.ask(exists("/box"));
        a.ask(node("/box/child"));
        a.ask(node("/box/eph", "", EPHEMERAL));
        a.ask(exists("/box"));
        a.ask(node(OpCode.CREATE, "/box/plain", "", CONTAINER));
        a.ask(exists("/box/plain"));
        a.ask(node("/box/plain/eph", "", EPHEMERAL));
        for (int flags : List.of(PERSISTENT, EPHEMERAL, SEQUENTIAL, EPHEMERAL_SEQUENTIAL)) {
            a.ask(node(OpCode.CREATE_CONTAINER, "/box/by" + flags + "-", "", flags));
        }
        a.ask(node(OpCode.CREATE_CONTAINER, "/box/by1-/x", "", CONTAINER));
        a.ask(children2("/box"));
        a.ask(ephemerals("/box"));
        // What only servers may ask for.
        script.client("b").askRaw(20, "for a container that has children", 0, 0, 0, 4, '/', 'b', 'o', 'x');
        script.client("c").askRaw(20, "for a path that is none", 0, 0, 0, 3, 'b', 'o', 'x');
        script.client("d").askRaw(20, "without a path", 0, 0);
        a.ask(node(OpCode.CREATE_CONTAINER, "/bx2", "", CONTAINER));
        script.client("e").askRaw(20, "for an empty container", 0, 0, 0, 4, '/', 'b', 'x', '2');
        a.ask(exists("/bx2"));
    }

    private static void ephemeralNodes(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient b = script.client("b");
        a.ask(node("/e"));
        a.ask(node("/e/a1", "1", EPHEMERAL));
        a.ask(node("/e/a2", "2", EPHEMERAL));
        a.ask(node("/e/a-", "", EPHEMERAL_SEQUENTIAL));
        b.ask(node("/e/b1", "", EPHEMERAL));
        a.ask(exists("/e/a1"));
        b.ask(exists("/e/a1"));
        a.ask(node("/e/a1/child"));
        a.ask(node("/e/a1/child", "", EPHEMERAL));
        a.ask(node("/e/a1/child", "", SEQUENTIAL));
        a.ask(node(OpCode.CREATE_CONTAINER, "/e/a1/child", "", CONTAINER));
        a.ask(createTtl("/e/a1/child", TTL, 1_000));
        for (String prefix : List.of("", " ", "/", "/e", "/e/", "/e/a1", "/e/b", "e", "//", " / ", "/none")) {
            a.ask(ephemerals(prefix));
        }
        a.askRaw(103, "with a null for a prefix", -1, -1, -1, -1);
        b.ask(ephemerals("/e"));
        b.ask(delete("/e/a2"));
        a.ask(ephemerals("/e"));
        b.ask(set("/e/a1", "by b"));
        b.ask(watching(exists("/e/a1")));
        b.ask(watching(children("/e")));
        a.ask(multi(node("/e/m", "", EPHEMERAL), delete("/e/m")));
        a.ask(delete("/e/a-0000000002"));
        b.settle();
        b.ask(watching(exists("/e/a1")));
        b.ask(watching(children("/e")));
        a.ask(closeSession());
        a.hearEnd();
        b.settle();
        b.ask(exists("/e/a1"));
        b.ask(children2("/e"));
    }

    private static void reads(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/r", "data", PERSISTENT));
        a.ask(node("/r/x"));
        a.ask(node("/r/x/y"));
        a.ask(node("/rr"));
        for (String path : List.of("/r", "/r/x/y", "/none", "/r/none", "", "r", "/r/", "/r\0")) {
            a.ask(exists(path));
            a.ask(get(path));
            a.ask(children(path));
            a.ask(children2(path));
            a.ask(getAcl(path));
            a.ask(countBelow(path));
            a.ask(sync(path));
        }
        a.ask(countBelow("/"));
        a.ask(children("/"));
        a.ask(exists("/"));
        a.ask(get("/"));
        a.ask(getAcl("/"));
    }

    private static void versions(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/v", "0", PERSISTENT));
        for (int version : List.of(0, 0, 1, -1, 7, -2, Integer.MIN_VALUE)) {
            a.ask(set("/v", "v", version));
            a.ask(setAcl("/v", version, Acl.OPEN.get(0)));
        }
        a.ask(multi(Requests.check("/v", 3)));
        a.ask(multi(Requests.check("/v", 4)));
        a.ask(multi(Requests.check("/v", -2)));
        a.ask(new SetDataRequest("/v", null, -1));
        a.ask(get("/v"));
        a.ask(exists("/v"));
        a.ask(set("/none", "", -1));
        a.ask(setAcl("/none", -1, Acl.OPEN.get(0)));
        for (int version : List.of(0, 9, -2, 4)) {
            a.ask(delete("/v", version));
        }
        a.ask(delete("/none", 0));
        a.ask(delete("/none/x", 0));
    }

    private static void oddPaths(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/odd"));
        for (String path : ODD_PATHS) {
            a.ask(node(path, "", PERSISTENT));
            a.ask(set(path, "x"));
            a.ask(setAcl(path, -1, Acl.OPEN.get(0)));
            a.ask(exists(path));
            a.ask(get(path));
            a.ask(children2(path));
            a.ask(getAcl(path));
            a.ask(multi(Requests.check(path, -1)));
            a.ask(delete(path));
        }
        a.ask(children2("/odd"));
        // Half of a pair of surrogates cannot be said in UTF-8; bytes that are not UTF-8 are not refused.
        a.askRaw(3, "with bytes that are not UTF-8", 0, 0, 0, 2, '/', 0xff, 0);
    }

    private static void reservedNodes(Script script) throws Exception {
        WireClient a = script.client("a");
        for (String path : List.of("/", "/zookeeper", "/zookeeper/config", "/zookeeper/quota")) {
            a.ask(delete(path));
            a.ask(delete(path, 0));
            a.ask(multi(delete(path)));
            a.ask(getAcl(path));
            a.ask(node(path, "", PERSISTENT));
        }
        for (String path : List.of("/zookeeper", "/zookeeper/config", "/zookeeper/quota")) {
            a.ask(exists(path));
            a.ask(get(path));
            a.ask(children2(path));
            a.ask(countBelow(path));
        }
        a.ask(set("/zookeeper/config", "x"));
        a.ask(setAcl("/zookeeper/config", -1, Acl.OPEN.get(0)));
        a.ask(node("/zookeeper/config/x"));
        a.ask(set("/", "root"));
        a.ask(get("/"));
        a.ask(set("/", ""));
        a.ask(set("/zookeeper", "z"));
        a.ask(get("/zookeeper"));
        a.ask(set("/zookeeper", ""));
        a.ask(node("/zookeeper/x"));
        a.ask(children2("/zookeeper"));
        a.ask(delete("/zookeeper/x"));
        a.ask(new CreateRequest(OpCode.CREATE, "/zookeeper/e", new byte[0], Acl.OPEN, EPHEMERAL, -1));
        a.ask(ephemerals("/zookeeper"));
        a.ask(createWith("/r3", new Acl(1, "world", "anyone")));
    }

    private static void dataSizes(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/big"));
        int most = 0xfffff;
        // Of a setData: xid, type, the length of the path and the path, the length of the data, the version.
        int overhead = 8 + 4 + 4 + 4 + 4;
        a.ask(new SetDataRequest("/big", new byte[most - overhead], -1));
        a.ask(exists("/big"));
        a.ask(get("/big"));
        a.ask(new SetDataRequest("/big", new byte[0], -1));
        a.ask(new SetDataRequest("/big", new byte[most - overhead + 1], -1));
        WireClient b = script.client("b");
        b.ask(exists("/big"));
        b.sendRaw("a length of jute.maxbuffer and nothing more, then a ping", new byte[] {0, 0x10, 0, 0});
        WireClient c = script.client("c");
        c.ask(multi(
                new SetDataRequest("/big", new byte[500_000], -1), new SetDataRequest("/big", new byte[500_000], -1)));
        c.ask(exists("/big"));
    }

    private static void requestsAtOnce(Script script) throws Exception {
        WireClient a = script.client("a");
        a.askAtOnce(
                node("/o"),
                get("/o"),
                node("/o/x", "", EPHEMERAL),
                children2("/o"),
                watching(exists("/o/x")),
                set("/o/x", "1"),
                set("/o/x", "2", 7),
                get("/o/x"),
                sync("/o"),
                multi(set("/o/x", "3"), delete("/o/x")),
                exists("/o/x"),
                ephemerals("/o"),
                delete("/o"),
                closeSession());
        a.hearEnd();
        WireClient b = script.client("b");
        b.askAtOnce(node("/o"), closeSession());
        b.hearEnd();
    }
}

package io.embeddedcluster.parity.wire;

import static io.embeddedcluster.parity.wire.Requests.CONTAINER;
import static io.embeddedcluster.parity.wire.Requests.EPHEMERAL;
import static io.embeddedcluster.parity.wire.Requests.EPHEMERAL_SEQUENTIAL;
import static io.embeddedcluster.parity.wire.Requests.PERSISTENT;
import static io.embeddedcluster.parity.wire.Requests.SEQUENTIAL;
import static io.embeddedcluster.parity.wire.Requests.check;
import static io.embeddedcluster.parity.wire.Requests.children;
import static io.embeddedcluster.parity.wire.Requests.children2;
import static io.embeddedcluster.parity.wire.Requests.createWith;
import static io.embeddedcluster.parity.wire.Requests.delete;
import static io.embeddedcluster.parity.wire.Requests.exists;
import static io.embeddedcluster.parity.wire.Requests.get;
import static io.embeddedcluster.parity.wire.Requests.multi;
import static io.embeddedcluster.parity.wire.Requests.multiRead;
import static io.embeddedcluster.parity.wire.Requests.node;
import static io.embeddedcluster.parity.wire.Requests.set;
import static io.embeddedcluster.parity.wire.Requests.setAcl;
import static io.embeddedcluster.parity.wire.Requests.watching;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.EmptyRequest;
import io.embeddedcluster.internal.zookeeper.wire.MultiRequest;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.util.ArrayList;
import java.util.List;

/** Several operations in one request. */
final class MultiScenarios {

    private static final int THOUSANDS = 5_000;

    private MultiScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("multis that succeed", MultiScenarios::succeeding),
                new Scenario("multis that fail", MultiScenarios::failing),
                new Scenario("multis with odd parts", MultiScenarios::oddParts),
                new Scenario("multis of thousands", MultiScenarios::thousands),
                new Scenario("multiReads", MultiScenarios::reading));
    }

    private static void succeeding(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient b = script.client("b");
        a.ask(node("/m"));
        b.ask(watching(children("/m")));
        b.ask(watching(exists("/m/a")));
        a.ask(multi(
                node(OpCode.CREATE, "/m/a", "1", PERSISTENT),
                node(OpCode.CREATE2, "/m/b", "1", PERSISTENT),
                node(OpCode.CREATE2, "/m/b/s-", "1", EPHEMERAL_SEQUENTIAL),
                node(OpCode.CREATE, "/m/b/s-", "1", SEQUENTIAL),
                set("/m/a", "2", 0),
                check("/m/a", 1),
                check("/m/b", -1),
                delete("/m/a", 1),
                node(OpCode.CREATE_CONTAINER, "/m/box", "", CONTAINER)));
        b.settle();
        a.ask(children2("/m"));
        a.ask(children2("/m/b"));
        a.ask(get("/m/b/s-0000000000"));
        a.ask(multi());
        a.ask(multi(check("/m", -1)));
        a.ask(multi(set("/m/b", "1"), set("/m/b", "2"), set("/m/b", "3", 2), set("/m", "x")));
        a.ask(get("/m/b"));
        a.ask(multi(delete("/m/box", 0), node(OpCode.CREATE2, "/m/box", "again", PERSISTENT), delete("/m/box", 0)));
        a.ask(multi(node("/m/n1"), node("/m/n1/n2"), node("/m/n1/n2/n3"), delete("/m/n1/n2/n3"), set("/m/n1", "x")));
        a.ask(exists("/m/n1"));
        a.ask(exists("/m/n1/n2"));
        b.ask(Requests.addWatch("/m", 1));
        b.ask(watching(children("/m/n1")));
        b.ask(watching(get("/m/n1/n2")));
        a.ask(multi(delete("/m/n1/n2"), delete("/m/n1"), node("/m/n1"), set("/m/n1", "y"), node("/m/n1/n2")));
        b.settle();
        a.ask(exists("/m/n1"));
        a.ask(exists("/m"));
    }

    private static void failing(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/f", "0", PERSISTENT));
        a.ask(node("/f/full"));
        a.ask(node("/f/full/x"));
        a.ask(node("/f/e", "", EPHEMERAL));
        a.ask(createWith("/f/closed", new Acl(1, "digest", "nobody:x")));
        List<ZkRequest> good = List.of(node("/f/1"), set("/f", "1", 0), check("/f/1", 0), delete("/f/1"));
        List<ZkRequest> bad = List.of(
                node("/f/full"),
                node("/f/none/x"),
                node("/f/e/x"),
                node("/f/closed/x"),
                createWith("/f/2", new Acl(1, "nonsense", "x")),
                createWith("/f/2"),
                node("/f/2/"),
                delete("/f/none"),
                delete("/f/full"),
                delete("/f/full/x", 7),
                delete("/zookeeper"),
                set("/f/none", ""),
                set("/f/full", "", 7),
                set("/f/closed", ""),
                set("bad", ""),
                check("/f/none", -1),
                check("/f/full", 7),
                check("/f/closed", 0));
        for (ZkRequest each : bad) {
            a.ask(multi(each));
            for (int position = 0; position <= good.size(); position++) {
                if (position == 0 || position == 2 || position == good.size()) {
                    List<ZkRequest> parts = new ArrayList<>(good);
                    parts.add(position, each);
                    a.ask(new MultiRequest(OpCode.MULTI, parts));
                }
            }
        }
        a.ask(multi(set("/f", "1", 7), set("/f/none", ""), delete("/f")));
        a.ask(multi(node("/f/s-", "", SEQUENTIAL), delete("/f/none")));
        a.ask(node("/f/s-", "", SEQUENTIAL));
        a.ask(multi(node("/f/x"), node("/f/x/y"), delete("/f/x")));
        a.ask(exists("/f/x"));
        a.ask(exists("/f"));
        a.ask(children2("/f"));
    }

    private static void oddParts(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/op", "0", PERSISTENT));
        a.ask(multi(get("/op")));
        a.ask(multi(delete("/op"), get("/op")));
        a.ask(multi(get("/op"), delete("/op")));
        a.ask(multi(setAcl("/op", -1, Acl.OPEN.get(0))));
        a.ask(multi(multi()));
        a.ask(multi(new EmptyRequest(OpCode.PING)));
        a.ask(multi(node("/op/flag", "", 9)));
        a.ask(multi(node("/op/flag", "", -1), node("/op/x")));
        a.ask(multi(exists("/op")));
        a.askRaw(14, "without a body");
        a.askRaw(14, "with half a header", 0, 0, 0, 1, 0);
        a.askRaw(14, "without an end", 0, 0, 0, 2, 0, -1, -1, -1, -1, 0, 0, 0, 3, '/', 'o', 'p', -1, -1, -1, -1);
        a.askRaw(14, "with an end and more", -1, -1, -1, -1, 1, -1, -1, -1, -1, 1, 2, 3);
        a.askRaw(14, "with an end of another type", 0, 0, 0, 1, 1, 0, 0, 0, 0);
        a.askRaw(
                14,
                "with a null path",
                0,
                0,
                0,
                13,
                0,
                -1,
                -1,
                -1,
                -1,
                -1,
                -1,
                -1,
                -1,
                0,
                0,
                0,
                0,
                -1,
                -1,
                -1,
                -1,
                1,
                -1,
                -1,
                -1,
                -1);
        a.askRaw(
                14,
                "with a part of type 20",
                0,
                0,
                0,
                20,
                0,
                -1,
                -1,
                -1,
                -1,
                0,
                0,
                0,
                1,
                '/',
                -1,
                -1,
                -1,
                -1,
                1,
                -1,
                -1,
                -1,
                -1);
        a.ask(exists("/op"));
    }

    private static void thousands(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/many"));
        List<ZkRequest> parts = new ArrayList<>();
        for (int i = 0; i < THOUSANDS; i++) {
            parts.add(node("/many/n" + i, "", PERSISTENT));
        }
        a.ask(new MultiRequest(OpCode.MULTI, parts));
        a.ask(exists("/many"));
        a.ask(Requests.countBelow("/many"));
        parts.clear();
        for (int i = 0; i < THOUSANDS; i++) {
            parts.add(set("/many/n" + i, "x", i == THOUSANDS - 1 ? 7 : 0));
        }
        a.ask(new MultiRequest(OpCode.MULTI, parts));
        a.ask(get("/many/n0"));
        parts.clear();
        for (int i = 0; i < THOUSANDS; i++) {
            parts.add(delete("/many/n" + i));
        }
        a.ask(new MultiRequest(OpCode.MULTI, parts));
        a.ask(exists("/many"));
        parts.clear();
        for (int i = 0; i < THOUSANDS; i++) {
            parts.add(get(i % 2 == 0 ? "/many" : "/many/none"));
        }
        a.ask(new MultiRequest(OpCode.MULTI_READ, parts));
    }

    private static void reading(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/mr", "data", PERSISTENT));
        a.ask(node("/mr/x"));
        a.ask(createWith("/mr/closed", new Acl(2, "world", "anyone")));
        a.ask(multiRead(get("/mr"), children("/mr"), get("/mr/x")));
        a.ask(multiRead(get("/mr/none"), children("/mr/none"), get("/mr/closed"), children("/mr/closed"), get("/mr")));
        a.ask(multiRead());
        a.ask(multiRead(get("")));
        a.ask(multiRead(get("bad"), children("/mr/")));
        a.ask(multiRead(watching(get("/mr")), watching(children("/mr"))));
        a.ask(set("/mr", "changed"));
        a.ask(node("/mr/y"));
        a.ask(multiRead(children2("/mr")));
        a.ask(multiRead(exists("/mr")));
        a.ask(multiRead(get("/mr"), set("/mr", "x")));
        a.ask(multiRead(set("/mr", "x")));
        a.ask(multiRead(node("/mr/z")));
        a.ask(multiRead(delete("/mr/x"), delete("/mr/none")));
        a.askRaw(22, "without a body");
        a.askRaw(22, "without an end", 0, 0, 0, 4, 0, -1, -1, -1, -1, 0, 0, 0, 3, '/', 'm', 'r', 0);
        a.ask(exists("/mr/x"));
    }
}

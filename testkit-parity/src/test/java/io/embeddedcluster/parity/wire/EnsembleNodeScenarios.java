package io.embeddedcluster.parity.wire;

import static io.embeddedcluster.parity.wire.Requests.CONTAINER;
import static io.embeddedcluster.parity.wire.Requests.EPHEMERAL;
import static io.embeddedcluster.parity.wire.Requests.EPHEMERAL_SEQUENTIAL;
import static io.embeddedcluster.parity.wire.Requests.SEQUENTIAL;
import static io.embeddedcluster.parity.wire.Requests.TTL;
import static io.embeddedcluster.parity.wire.Requests.addWatch;
import static io.embeddedcluster.parity.wire.Requests.children2;
import static io.embeddedcluster.parity.wire.Requests.createTtl;
import static io.embeddedcluster.parity.wire.Requests.delete;
import static io.embeddedcluster.parity.wire.Requests.ephemerals;
import static io.embeddedcluster.parity.wire.Requests.exists;
import static io.embeddedcluster.parity.wire.Requests.get;
import static io.embeddedcluster.parity.wire.Requests.multi;
import static io.embeddedcluster.parity.wire.Requests.node;
import static io.embeddedcluster.parity.wire.Requests.set;
import static io.embeddedcluster.parity.wire.Requests.setWatches;
import static io.embeddedcluster.parity.wire.Requests.sync;
import static io.embeddedcluster.parity.wire.Requests.watching;
import static io.embeddedcluster.parity.wire.Script.ELSEWHERE;
import static io.embeddedcluster.parity.wire.Script.HERE;
import static io.embeddedcluster.parity.wire.Script.THERE;

import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import java.nio.ByteBuffer;
import java.util.List;

/** Znodes that are written at one server and read at another. */
final class EnsembleNodeScenarios {

    private static final byte[] NO_PASSWORD = new byte[ConnectRequest.PASSWORD_BYTES];
    private static final String ZOOKEEPER_CONFIG = "/zookeeper/config";

    private EnsembleNodeScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("writes at one server, reads at another", EnsembleNodeScenarios::readThere),
                new Scenario("syncs", EnsembleNodeScenarios::syncs),
                new Scenario("sequential names from several servers", EnsembleNodeScenarios::sequentialNames),
                new Scenario("ephemerals of several servers", EnsembleNodeScenarios::ephemeralsOfEach),
                new Scenario("the configuration at each server", EnsembleNodeScenarios::configuration),
                new Scenario("quotas through several servers", EnsembleNodeScenarios::quotas),
                new Scenario("containers and TTL nodes that go", EnsembleNodeScenarios::shortLived));
    }

    /** What is left of an ensemble that has lost two servers of three; to be the last one. */
    static Scenario readOnly() {
        return new Scenario("a server that only reads", EnsembleNodeScenarios::readOnlyServer);
    }

    private static void readThere(Script script) throws Exception {
        List<WireClient> clients =
                List.of(script.client("a", HERE), script.client("b", THERE), script.client("c", ELSEWHERE));
        clients.get(0).ask(node("/rt", "0", 0));
        for (int round = 0; round < 3; round++) {
            WireClient writer = clients.get(round);
            writer.settle();
            writer.ask(set("/rt", "by " + round, round));
            writer.ask(set("/rt", "again", round));
            writer.ask(node("/rt/e" + round, "", EPHEMERAL));
            writer.ask(node(OpCode.CREATE, "/rt/p" + round, "", 0));
            writer.ask(multi(set("/rt/p" + round, "m"), delete("/rt/none")));
            writer.ask(multi(node("/rt/m"), delete("/rt/m")));
            for (WireClient reader : clients) {
                reader.settle();
                reader.ask(get("/rt"));
                reader.ask(children2("/rt"));
                reader.ask(exists("/rt/e" + round));
                reader.ask(Requests.countBelow("/rt"));
                reader.ask(Requests.getAcl("/rt/p" + round));
                reader.ask(ephemerals("/rt"));
            }
        }
    }

    private static void syncs(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient b = script.client("b", THERE);
        WireClient c = script.client("c", ELSEWHERE);
        a.ask(node("/sy", "0", 0));
        for (int i = 1; i <= 5; i++) {
            a.ask(set("/sy", "" + i));
            for (int server : List.of(THERE, ELSEWHERE)) {
                if (script.leads(server)) {
                    // The real leader does not wait at a sync of its own clients.
                    script.catchUp(server);
                }
            }
            b.ask(sync("/sy"));
            b.ask(get("/sy"));
            c.askAtOnce(sync("/sy"), get("/sy"));
        }
        b.ask(sync("/none"));
        b.ask(sync(""));
        b.ask(sync("bad"));
        b.askAtOnce(sync("/sy"), sync("/sy"), set("/sy", "b"), sync("/sy"), get("/sy"), sync("/none"));
        c.settle();
        c.askRaw(9, "without a path", 0, 0);
        c.ask(-1 - 1_000, sync("/sy"));
    }

    private static void sequentialNames(Script script) throws Exception {
        List<WireClient> clients =
                List.of(script.client("a", HERE), script.client("b", THERE), script.client("c", ELSEWHERE));
        clients.get(0).ask(node("/sn"));
        for (int round = 0; round < 3; round++) {
            for (WireClient client : clients) {
                client.ask(node("/sn/s-", "", round == 1 ? EPHEMERAL_SEQUENTIAL : SEQUENTIAL));
                client.ask(multi(node("/sn/m-", "", SEQUENTIAL), node("/sn/m-", "", SEQUENTIAL)));
                client.ask(node("/sn/plain" + round));
            }
        }
        clients.get(1).settle();
        clients.get(1).ask(children2("/sn"));
    }

    private static void ephemeralsOfEach(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient b = script.client("b", THERE);
        a.ask(node("/ee"));
        b.settle();
        a.ask(node("/ee/a1", "", EPHEMERAL));
        a.ask(node("/ee/a2", "", EPHEMERAL));
        b.ask(node("/ee/b1", "", EPHEMERAL));
        b.ask(node("/ee/a1/x"));
        b.ask(delete("/ee/a2"));
        a.settle();
        a.ask(ephemerals("/"));
        WireClient a2 = script.unconnected("a2", THERE)
                .connect(
                        new ConnectRequest(0, 0, WireClient.SESSION_MILLIS, a.session(), a.password(), false),
                        "to a's session");
        for (String prefix : List.of("/", "/ee", "/ee/a1", "/ee/b", "", "/none")) {
            a2.ask(ephemerals(prefix));
            b.ask(ephemerals(prefix));
        }
        a2.ask(node("/ee/a3", "", EPHEMERAL));
        a2.ask(ephemerals("/ee"));
    }

    private static void configuration(Script script) throws Exception {
        for (int server : List.of(HERE, THERE, ELSEWHERE)) {
            WireClient a = script.client("a", server);
            a.ask(get(ZOOKEEPER_CONFIG));
            a.ask(exists(ZOOKEEPER_CONFIG));
            a.ask(Requests.getAcl(ZOOKEEPER_CONFIG));
            a.ask(children2(ZOOKEEPER_CONFIG));
            a.ask(children2("/zookeeper"));
            a.ask(watching(get(ZOOKEEPER_CONFIG)));
            a.ask(watching(Requests.children(ZOOKEEPER_CONFIG)));
            a.ask(addWatch(ZOOKEEPER_CONFIG, 0));
            a.ask(set(ZOOKEEPER_CONFIG, "x"));
            a.ask(delete(ZOOKEEPER_CONFIG));
            a.ask(node(ZOOKEEPER_CONFIG + "/x"));
            a.ask(Requests.checkWatches(ZOOKEEPER_CONFIG, 2));
            a.ask(-8, setWatches(a.ping(), List.of(ZOOKEEPER_CONFIG), List.of(), List.of(ZOOKEEPER_CONFIG)));
            a.ask(-8, setWatches(0, List.of(ZOOKEEPER_CONFIG), List.of(), List.of(ZOOKEEPER_CONFIG)));
        }
    }

    private static void quotas(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient b = script.client("b", THERE);
        String quota = "/zookeeper/quota/eq";
        a.ask(node("/eq", "12", 0));
        a.ask(node(quota));
        a.ask(node(quota + "/zookeeper_limits", "count=-1,bytes=-1=;byteHardLimit=8;countHardLimit=3", 0));
        b.ask(node(quota + "/zookeeper_stats", "", 0));
        b.ask(get(quota + "/zookeeper_stats"));
        // The real leader looks at its own counts, which may be behind those of a follower.
        script.catchUp();
        b.ask(node("/eq/b", "1234", EPHEMERAL));
        script.catchUp();
        a.ask(node("/eq/a", "12", 0));
        script.catchUp();
        a.ask(node("/eq/a2", "", 0));
        b.ask(set("/eq/b", "12345"));
        b.ask(multi(set("/eq/b", "12345")));
        a.settle();
        a.ask(get(quota + "/zookeeper_stats"));
        b.ask(Requests.closeSession());
        a.settle();
        a.ask(get(quota + "/zookeeper_stats"));
        WireClient c = script.client("c", ELSEWHERE);
        c.settle();
        c.ask(watching(get(quota + "/zookeeper_stats")));
        a.ask(set("/eq", ""));
        c.settle();
        c.ask(get(quota + "/zookeeper_stats"));
    }

    /** The leader deletes them, in its own time. */
    private static void shortLived(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient b = script.client("b", THERE);
        WireClient c = script.client("c", ELSEWHERE);
        a.ask(node("/sl"));
        a.ask(node(OpCode.CREATE_CONTAINER, "/sl/box", "", CONTAINER));
        a.ask(node(OpCode.CREATE_CONTAINER, "/sl/unused", "", CONTAINER));
        a.ask(node("/sl/box/x"));
        b.settle();
        c.settle();
        b.ask(watching(exists("/sl/box")));
        b.ask(watching(Requests.children("/sl")));
        c.ask(addWatch("/sl", 1));
        a.ask(delete("/sl/box/x"));
        b.hearEvent();
        b.hearEvent();
        b.ask(children2("/sl"));
        c.settle();
        a.settle();
        a.ask(createTtl("/sl/ttl", TTL, 1));
        c.hearEvent();
        c.hearEvent();
        c.ask(exists("/sl/ttl"));
        c.ask(exists("/sl"));
        a.settle();
        // One that has a child stays.
        a.ask(multi(createTtl("/sl/full", TTL, 1), node("/sl/full/x"), createTtl("/sl/go", TTL, 1)));
        for (int event = 0; event < 4; event++) {
            c.hearEvent();
        }
        c.ask(children2("/sl"));
        a.settle();
        a.ask(delete("/sl/full/x"));
        c.hearEvent();
        c.hearEvent();
        c.ask(children2("/sl"));
        a.settle();
        // The one that never had a child is still there.
        a.ask(exists("/sl/unused"));
    }

    private static void readOnlyServer(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/ro", "x", 0));
        script.leaveOne();
        a.hearEnd();
        script.unconnected("b")
                .connect(new ConnectRequest(0, 0, 9_000, a.session(), a.password(), false), "to a's session, to write");
        script.unconnected("b")
                .connect(new ConnectRequest(0, 0, 9_000, 0, NO_PASSWORD, false), "to write, without a session");
        script.unconnected("b").connect(new ConnectRequest(0, 0, 9_000, 0, NO_PASSWORD, null), "as an old client");
        script.unconnected("c")
                .sendRaw("connects to read, without a session", readOnlyConnect())
                .drop();
    }

    /** A connect request of a client that is content with a server that only reads. */
    private static byte[] readOnlyConnect() {
        ByteBuffer request = ByteBuffer.allocate(4 + 45);
        request.putInt(45).putInt(0).putLong(0).putInt(9_000).putLong(0).putInt(16);
        request.position(4 + 44);
        request.put((byte) 1);
        return request.array();
    }
}

package io.embeddedcluster.parity.wire;

import static io.embeddedcluster.parity.wire.Requests.EPHEMERAL;
import static io.embeddedcluster.parity.wire.Requests.addWatch;
import static io.embeddedcluster.parity.wire.Requests.check;
import static io.embeddedcluster.parity.wire.Requests.checkWatches;
import static io.embeddedcluster.parity.wire.Requests.children;
import static io.embeddedcluster.parity.wire.Requests.children2;
import static io.embeddedcluster.parity.wire.Requests.closeSession;
import static io.embeddedcluster.parity.wire.Requests.createTtl;
import static io.embeddedcluster.parity.wire.Requests.delete;
import static io.embeddedcluster.parity.wire.Requests.ephemerals;
import static io.embeddedcluster.parity.wire.Requests.exists;
import static io.embeddedcluster.parity.wire.Requests.get;
import static io.embeddedcluster.parity.wire.Requests.getAcl;
import static io.embeddedcluster.parity.wire.Requests.multi;
import static io.embeddedcluster.parity.wire.Requests.multiRead;
import static io.embeddedcluster.parity.wire.Requests.node;
import static io.embeddedcluster.parity.wire.Requests.set;
import static io.embeddedcluster.parity.wire.Requests.setAcl;
import static io.embeddedcluster.parity.wire.Requests.sync;
import static io.embeddedcluster.parity.wire.Requests.watching;
import static io.embeddedcluster.parity.wire.Requests.whoAmI;
import static io.embeddedcluster.parity.wire.Script.ELSEWHERE;
import static io.embeddedcluster.parity.wire.Script.HERE;
import static io.embeddedcluster.parity.wire.Script.THERE;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.util.List;

/** Sessions that more than one server sees. */
final class EnsembleSessionScenarios {

    private static final int LEAST_MILLIS = 1_000;
    private static final byte[] NO_PASSWORD = new byte[ConnectRequest.PASSWORD_BYTES];

    private EnsembleSessionScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("a session that moved", EnsembleSessionScenarios::moved),
                new Scenario("writes over the connection that a session left", EnsembleSessionScenarios::lateWrites),
                new Scenario(
                        "an empty multi and a sync over such a connection", EnsembleSessionScenarios::lateNothings),
                new Scenario("a session that moves round", EnsembleSessionScenarios::movesRound),
                new Scenario("sessions asked for at other servers", EnsembleSessionScenarios::askedForElsewhere),
                new Scenario("clients that know more than a server", EnsembleSessionScenarios::ahead),
                new Scenario("timeouts of moved sessions", EnsembleSessionScenarios::timeouts),
                new Scenario("sessions closed at another server", EnsembleSessionScenarios::closedThere),
                new Scenario("sessions closed over another connection", EnsembleSessionScenarios::closedFromThere),
                new Scenario("a session that expires", EnsembleSessionScenarios::expires));
    }

    private static ConnectRequest again(WireClient client) {
        return again(client, 0, client.password());
    }

    private static ConnectRequest again(WireClient client, long zxid, byte[] password) {
        return new ConnectRequest(0, zxid, WireClient.SESSION_MILLIS, client.session(), password, false);
    }

    private static void moved(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/mv", "0", EPHEMERAL));
        a.ask(watching(get("/mv")));
        a.ask(addWatch("/", 1));
        script.catchUp(THERE);
        WireClient b = script.unconnected("b", THERE).connect(again(a), "to a's session");
        b.ask(get("/mv"));
        b.ask(ephemerals("/"));
        b.ask(checkWatches("/mv", 3));
        b.ask(set("/mv", "1"));
        // The server that the session has left is not told.
        a.settle();
        a.ask(exists("/mv"));
        a.ask(get("/mv"));
        a.ask(children("/mv"));
        a.ask(children2("/mv"));
        a.ask(getAcl("/mv"));
        a.ask(ephemerals("/"));
        a.ask(whoAmI());
        a.ask(multiRead(get("/mv")));
        a.ask(checkWatches("/", 5));
        a.ask(watching(get("/mv")));
        a.ask(-4, Requests.auth("digest", "alice:secret"));
        b.ask(node("/mv2", "", EPHEMERAL));
        a.settle();
        a.ask(set("/mv", "2"));
        a.settle();
        b.ask(set("/mv", "3"));
        b.ask(ephemerals("/mv"));
        WireClient c = script.client("c", ELSEWHERE);
        c.settle();
        c.ask(exists("/mv"));
    }

    /** What a server does to a client whose session has gone, by what the client asks. */
    private static void lateWrites(Script script) throws Exception {
        WireClient other = script.client("other", ELSEWHERE);
        other.ask(node("/late"));
        List<ZkRequest> writes = List.of(
                node(OpCode.CREATE, "/late/a", "", EPHEMERAL),
                node("/late/a"),
                node(OpCode.CREATE_CONTAINER, "/late/c", "", Requests.CONTAINER),
                createTtl("/late/t", Requests.TTL, 3_600_000),
                set("/late", "x"),
                set("/none", "x"),
                setAcl("/late", -1, Acl.OPEN.get(0)),
                delete("/late"),
                delete("/none"),
                multi(set("/late", "x"), check("/late", 0)),
                multi(check("/late", 0)),
                multi(check("/none", 0)),
                multi(node("bad")),
                multi(get("/late")));
        for (ZkRequest write : writes) {
            WireClient a = script.client("a");
            WireClient b = script.unconnected("b", THERE).connect(again(a), "to a's session");
            a.ask(write);
            a.settle();
            b.settle();
            b.ask(exists("/late"));
            b.ask(closeSession());
            b.hearEnd();
        }
        WireClient a = script.client("a");
        script.unconnected("b", THERE).connect(again(a), "to a's session");
        a.askRaw(14, "without a body");
        a.settle();
        other.settle();
        other.ask(exists("/late"));
        other.ask(children2("/late"));
    }

    /** What is through the log, but writes nothing. */
    private static void lateNothings(Script script) throws Exception {
        for (ZkRequest nothing : List.of(multi(), sync("/late"))) {
            WireClient a = script.client("a");
            WireClient b = script.unconnected("b", THERE).connect(again(a), "to a's session");
            a.ask(nothing);
            b.settle();
            b.ask(closeSession());
            b.hearEnd();
        }
    }

    private static void movesRound(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/round", "", EPHEMERAL));
        WireClient b = script.unconnected("b", THERE).connect(again(a), "to a's session");
        WireClient c = script.unconnected("c", ELSEWHERE).connect(again(a), "to a's session");
        b.settle();
        b.ask(exists("/round"));
        WireClient d = script.unconnected("d", HERE).connect(again(a), "to a's session, back where a is");
        a.hearEnd();
        d.ask(set("/round", "d"));
        b.settle();
        c.settle();
        c.ask(set("/round", "c"));
        WireClient e = script.unconnected("e", THERE).connect(again(a), "to a's session, back where b is");
        b.hearEnd();
        d.settle();
        d.ask(get("/round"));
        e.settle();
        e.ask(get("/round"));
        e.ask(set("/round", "e"));
        d.ask(set("/round", "d2"));
        // A real server that has this refusal still before it takes it for e's next request, whose xid is the same.
        e.settle();
        e.ask(closeSession());
        e.hearEnd();
    }

    private static void askedForElsewhere(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/asked", "", EPHEMERAL));
        byte[] wrong = a.password().clone();
        wrong[0] ^= 1;
        for (int server : List.of(THERE, ELSEWHERE)) {
            script.unconnected("b", server)
                    .connect(again(a, 0, wrong), "to a's session, wrong password")
                    .hearEnd();
            script.unconnected("b", server)
                    .connect(again(a, 0, NO_PASSWORD), "to a's session, no password")
                    .hearEnd();
            script.unconnected("b", server)
                    .connect(again(a, 0, null), "to a's session, null password")
                    .hearEnd();
            script.unconnected("b", server)
                    .connect(again(a, 0, new byte[5]), "to a's session, short password")
                    .hearEnd();
            script.unconnected("b", server)
                    .connect(new ConnectRequest(0, 0, 9_000, 0x77, NO_PASSWORD, null), "to a session that never was")
                    .hearEnd();
        }
        // Nobody has disturbed a, who is served at another server.
        a.ask(set("/asked", "a"));
        a.ask(ephemerals("/"));
        a.ask(closeSession());
        a.hearEnd();
        for (int server : List.of(HERE, THERE, ELSEWHERE)) {
            script.catchUp(server);
            script.unconnected("b", server)
                    .connect(again(a), "to a's session, which is over")
                    .hearEnd();
        }
    }

    private static void ahead(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/ahead"));
        long seen = a.ping();
        for (int server : List.of(HERE, THERE, ELSEWHERE)) {
            script.catchUp(server);
            script.unconnected("b", server).connect(again(a, seen + 1_000, a.password()), "ahead of the server");
            script.unconnected("b", server)
                    .connect(
                            new ConnectRequest(0, seen + 1_000, 9_000, 0, NO_PASSWORD, true),
                            "ahead, without a session");
            script.unconnected("b", server)
                    .connect(new ConnectRequest(0, Long.MAX_VALUE, 9_000, 0, NO_PASSWORD, null), "ahead for ever");
        }
        // Who is sent away has not taken the session along.
        a.ask(set("/ahead", "a"));
        long last = a.ping();
        script.catchUp(THERE);
        WireClient c =
                script.unconnected("c", THERE).connect(again(a, last, a.password()), "to a's session, just as far");
        c.ask(set("/ahead", "c"));
        a.ask(set("/ahead", "late"));
    }

    private static void timeouts(Script script) throws Exception {
        WireClient a = script.client("a");
        for (int millis : List.of(0, -1, 999, 5_000, 119_999, 120_001, Integer.MAX_VALUE)) {
            for (int server : List.of(THERE, ELSEWHERE)) {
                ConnectRequest request = new ConnectRequest(0, 0, millis, a.session(), a.password(), null);
                script.unconnected("b", server)
                        .connect(request, "to a's session, with a timeout of " + millis)
                        .drop();
            }
        }
        script.unconnected("b", THERE).connect(again(a), "to a's session, with a timeout as before");
    }

    private static void closedThere(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient b = script.client("b", THERE);
        WireClient c = script.client("c", ELSEWHERE);
        a.ask(node("/cl"));
        a.ask(node("/cl/e", "", EPHEMERAL));
        a.ask(watching(exists("/cl/e")));
        a.ask(watching(children("/cl")));
        a.ask(addWatch("/cl", 1));
        script.catchUp(THERE);
        script.catchUp(ELSEWHERE);
        b.ask(watching(exists("/cl/e")));
        b.ask(watching(children("/cl")));
        b.ask(watching(children("/cl/e")));
        c.ask(addWatch("/cl", 0));
        c.ask(addWatch("/cl", 1));
        a.ask(closeSession());
        a.hearEnd();
        b.settle();
        b.ask(exists("/cl/e"));
        b.ask(exists("/cl"));
        c.settle();
        c.ask(children2("/cl"));
        // A session without ephemerals ends in one transaction too.
        WireClient d = script.client("d", THERE);
        d.ask(closeSession());
        c.settle();
    }

    private static void closedFromThere(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient w = script.client("w", ELSEWHERE);
        a.ask(node("/from", "", EPHEMERAL));
        w.settle();
        w.ask(watching(exists("/from")));
        // A real server that has a's write still before it takes it for b's request, whose xid is the same.
        script.catchUp(THERE);
        WireClient b = script.unconnected("b", THERE).connect(again(a), "to a's session");
        b.ask(closeSession());
        b.hearEnd();
        w.settle();
        a.settle();
        WireClient c = script.client("c");
        c.ask(node("/from2", "", EPHEMERAL));
        WireClient d = script.unconnected("d", THERE).connect(again(c), "to c's session");
        // The end of a session is nobody's privilege.
        c.ask(closeSession());
        c.hearEnd();
        d.settle();
        w.settle();
        w.ask(exists("/from2"));
    }

    private static void expires(Script script) throws Exception {
        WireClient b = script.client("b", THERE);
        WireClient c = script.client("c", ELSEWHERE);
        b.ask(node("/exp"));
        c.settle();
        c.ask(addWatch("/exp", 1));
        // As late as can be: it does not last long.
        WireClient a = script.unconnected("a")
                .connect(new ConnectRequest(0, 0, LEAST_MILLIS, 0, NO_PASSWORD, false), "with the least timeout");
        a.ask(node("/exp/e", "", EPHEMERAL));
        b.settle();
        b.ask(watching(exists("/exp/e")));
        b.ask(watching(children("/exp")));
        a.drop();
        b.hearEvent();
        b.hearEvent();
        b.ask(exists("/exp/e"));
        b.ask(exists("/exp"));
        c.settle();
        for (int server : List.of(HERE, THERE, ELSEWHERE)) {
            script.catchUp(server);
            script.unconnected("d", server)
                    .connect(again(a), "to a's session, which has expired")
                    .hearEnd();
        }
    }
}

package io.embeddedcluster.parity.wire;

import static io.embeddedcluster.parity.wire.Requests.EPHEMERAL;
import static io.embeddedcluster.parity.wire.Requests.closeSession;
import static io.embeddedcluster.parity.wire.Requests.ephemerals;
import static io.embeddedcluster.parity.wire.Requests.exists;
import static io.embeddedcluster.parity.wire.Requests.get;
import static io.embeddedcluster.parity.wire.Requests.node;
import static io.embeddedcluster.parity.wire.Requests.set;
import static io.embeddedcluster.parity.wire.Requests.sync;
import static io.embeddedcluster.parity.wire.Requests.whoAmI;

import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import io.embeddedcluster.internal.zookeeper.wire.EmptyRequest;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How sessions begin, move and end, and bytes that are no requests. */
final class SessionScenarios {

    private static final byte[] NO_PASSWORD = new byte[16];

    private SessionScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("connect requests", SessionScenarios::connectRequests),
                new Scenario("sessions that move", SessionScenarios::moves),
                new Scenario("sessions that end", SessionScenarios::ends),
                new Scenario("xids", SessionScenarios::xids),
                new Scenario("unknown operations", SessionScenarios::unknownOperations),
                new Scenario("malformed requests", SessionScenarios::malformedRequests),
                new Scenario("malformed frames", SessionScenarios::malformedFrames));
    }

    /** A real ensemble commits nothing any more when one of its followers has passed such a request on. */
    static List<Scenario> harmfulToEnsembles() {
        return List.of(new Scenario("malformed writes", SessionScenarios::malformedWrites));
    }

    private static ConnectRequest ask(int timeoutMillis, Boolean readOnly) {
        return new ConnectRequest(0, 0, timeoutMillis, 0, NO_PASSWORD, readOnly);
    }

    private static ConnectRequest again(WireClient client, Boolean readOnly) {
        return new ConnectRequest(0, 0, WireClient.SESSION_MILLIS, client.session(), client.password(), readOnly);
    }

    private static void connectRequests(Script script) throws Exception {
        int usual = WireClient.SESSION_MILLIS;
        script.unconnected("a").connect(ask(usual, null), "as an old client");
        script.unconnected("b").connect(ask(usual, false), "as a new client");
        script.unconnected("c").connect(ask(usual, true), "content with a read-only server");
        for (int timeout :
                List.of(1, 0, -5, 999, 1_000, 1_001, 120_000, 120_001, Integer.MAX_VALUE, Integer.MIN_VALUE)) {
            WireClient d = script.unconnected("d").connect(ask(timeout, false), "with a timeout of " + timeout);
            d.ask(closeSession());
        }
        script.unconnected("e").connect(new ConnectRequest(0, 0, usual, 0, null, false), "with a null password");
        script.unconnected("f")
                .connect(new ConnectRequest(0, 0, usual, 0, new byte[3], false), "with a short password");
        script.unconnected("g")
                .connect(new ConnectRequest(0, 0, usual, 0, new byte[99], false), "with a long password");
        script.unconnected("h")
                .connect(new ConnectRequest(7, 0, usual, 0, NO_PASSWORD, false), "with protocol version 7");
        script.unconnected("i")
                .connect(new ConnectRequest(0, Long.MAX_VALUE, usual, 0, NO_PASSWORD, false), "from the future");
        script.unconnected("j")
                .connect(new ConnectRequest(0, script.base(), usual, 0, NO_PASSWORD, false), "from the present");
        script.unconnected("k").connect(new ConnectRequest(0, -1, usual, 0, NO_PASSWORD, false), "with a zxid of -1");
        for (long unknown : List.of(0x77L, -1L, Long.MIN_VALUE, Long.MAX_VALUE)) {
            script.unconnected("l")
                    .connect(new ConnectRequest(0, 0, usual, unknown, NO_PASSWORD, false), "to session " + unknown)
                    .hearEnd();
        }
        script.unconnected("m")
                .connect(new ConnectRequest(0, 0, usual, 0x77, null, null), "to an unknown session, as an old client")
                .hearEnd();
        script.unconnected("n").connectRaw(connectBytes(7), "with a flag of 7");
        script.unconnected("o").connectRaw(connectBytes(0, 1, 2, 3), "with bytes left over");
    }

    private static byte[] connectBytes(int... rest) {
        byte[] bytes = new byte[4 + 44 + rest.length];
        bytes[3] = (byte) (44 + rest.length);
        // The timeout, and the length of the password.
        bytes[4 + 4 + 8 + 2] = (byte) 0xea;
        bytes[4 + 4 + 8 + 4 + 8 + 3] = 16;
        for (int i = 0; i < rest.length; i++) {
            bytes[4 + 44 + i] = (byte) rest[i];
        }
        return bytes;
    }

    private static void moves(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/s", "", EPHEMERAL));
        WireClient thief = script.unconnected("thief");
        thief.connect(
                new ConnectRequest(0, 0, 9_000, a.session(), NO_PASSWORD, false), "to a's session, wrong password");
        thief.hearEnd();
        a.hearEnd();
        WireClient thief2 = script.unconnected("thief2");
        thief2.connect(new ConnectRequest(0, 0, 9_000, a.session(), null, null), "to a's session, no password");
        thief2.hearEnd();
        WireClient b = script.unconnected("b").connect(again(a, false), "to a's session");
        b.ask(exists("/s"));
        b.ask(set("/s", "moved"));
        b.ask(ephemerals("/"));
        WireClient c = script.unconnected("c").connect(again(a, null), "to a's session, while b has it");
        b.hearEnd();
        c.ask(get("/s"));
        c.drop();
        WireClient d = script.unconnected("d").connect(again(a, true), "to a's session, that c left");
        d.ask(get("/s"));
        WireClient e = script.unconnected("e")
                .connect(
                        new ConnectRequest(0, 0, 5_000, a.session(), a.password(), false),
                        "to a's session, with a timeout of 5000");
        d.hearEnd();
        e.ask(closeSession());
        e.hearEnd();
        script.unconnected("f")
                .connect(again(a, false), "to a's session, which is over")
                .hearEnd();
        script.client("g").ask(exists("/s"));
    }

    private static void ends(Script script) throws Exception {
        WireClient a = script.client("a");
        WireClient b = script.client("b");
        a.ask(node("/end", "", EPHEMERAL));
        b.ask(Requests.watching(exists("/end")));
        a.ask(-7, closeSession());
        a.hearEnd();
        b.settle();
        b.ask(exists("/end"));
        WireClient c = script.client("c");
        c.askRaw(-11, "with bytes left over", 1, 2, 3);
        c.hearEnd();
    }

    private static void xids(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/xid"));
        for (int xid : List.of(0, -1, -2, -4, -8, -99, Integer.MAX_VALUE, Integer.MIN_VALUE, 5, 5, 4)) {
            if (xid != -1) {
                a.ask(xid, exists("/xid"));
                a.ask(xid, set("/xid", ""));
                a.ask(xid, sync("/xid"));
            }
            a.ask(xid == -1 ? 1 : xid, new EmptyRequest(OpCode.PING));
            a.ask(xid == -1 ? 1 : xid, whoAmI());
        }
        a.askRaw(11, "a ping with bytes left over", 1, 2, 3);
        a.askRaw(107, "with bytes that nobody asked for", 1, 2, 3);
    }

    private static void unknownOperations(Script script) throws Exception {
        for (int type : List.of(0, 10, 13, 23, 99, 108, 999, -1, -2, -5, -99, Integer.MAX_VALUE, Integer.MIN_VALUE)) {
            WireClient a = script.client("a");
            a.askRaw(type, "which no client may ask");
            a.hearEnd();
            a = script.client("a");
            a.askRaw(type, "which no client may ask, with a body", 0, 0, 0, 1, '/', 0, 0, 0, 0);
            a.hearEnd();
        }
    }

    private static void malformedWrites(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/x"));
        for (int type : List.of(1, 2, 5, 7, 15, 19, 21)) {
            askMalformed(a, type);
        }
        a.askRaw(16, "without a body");
        a.askRaw(5, "with data beyond the frame", 0, 0, 0, 2, '/', 'x', 0, 0, 1, 0, 'x');
        a.askRaw(5, "with data of negative length", 0, 0, 0, 2, '/', 'x', -1, -1, -1, -3, 0, 0, 0, 0);
        a.ask(exists("/x"));
    }

    private static void askMalformed(WireClient a, int type) throws Exception {
        a.askRaw(type, "without a body");
        a.askRaw(type, "with half a length", 0, 0);
        a.askRaw(type, "with a length beyond the frame", 0, 0, 0, 9, 'x');
        a.askRaw(type, "with a length of 2 GiB", 0x7f, -1, -1, -1);
        a.askRaw(type, "with a negative length", -1, -1, -1, -2);
        // With a null for a path the real server takes a zxid for a delete, and does a sync and an addWatch.
        if (type != 2 && type != 9 && type != 106) {
            a.askRaw(type, "with a null", -1, -1, -1, -1, 0, 0, 0, 0, 0);
        }
        a.askRaw(type, "with a path and nothing more", 0, 0, 0, 2, '/', 'x');
    }

    private static void malformedRequests(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/x"));
        for (int type : List.of(3, 4, 6, 8, 9, 12, 14, 17, 18, 22, 101, 103, 104, 105, 106)) {
            askMalformed(a, type);
        }
        a.askRaw(3, "with bytes left over", 0, 0, 0, 2, '/', 'x', 0, 1, 2, 3);
        a.askRaw(3, "with a flag of 7", 0, 0, 0, 2, '/', 'x', 7);
        a.askRaw(101, "with a null list", 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0);
        a.askRaw(101, "with a list of negative length", 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -5, 0, 0, 0, 0, 0, 0, 0, 0);
        a.askRaw(101, "with a list beyond the frame", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0);
        a.askRaw(
                101,
                "with a null in a list",
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                1,
                -1,
                -1,
                -1,
                -1,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0);
        a.ask(exists("/x"));
        // Reconfiguration is off.
        a.askRaw(16, "with nulls", -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0);
        a.ask(exists("/x"));
    }

    private static void malformedFrames(Script script) throws Exception {
        script.client("a").sendRaw("an empty frame", 0, 0, 0, 0);
        script.client("b").sendRaw("half a header", 0, 0, 0, 4, 0, 0, 0, 1);
        script.client("c").sendRaw("a length above the limit", 0, 0x10, 0, 0);
        script.client("d").sendRaw("a negative length", 0x80, 0, 0, 0);
        script.client("e").sendRaw("four letters", "ruok".getBytes(StandardCharsets.US_ASCII));
        script.client("f").sendRaw("a length of -1", -1, -1, -1, -1);
        script.unconnected("g").sendRaw("an empty frame", 0, 0, 0, 0);
        script.unconnected("h").sendRaw("a connect request that is cut off", 0, 0, 0, 4, 0, 0, 0, 0);
        script.unconnected("i").sendRaw("a negative length", -1, -1, -1, -1);
        script.unconnected("j").sendRaw("a length above the limit", 0, 0x10, 0, 0);
        script.unconnected("k").sendRaw("HTTP", "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        script.unconnected("l").sendRaw("TLS", 0x16, 3, 1, 0, 0xa5, 1, 0, 0, 0xa1, 3, 3);
        byte[] longPassword = connectBytes(0);
        longPassword[4 + 4 + 8 + 4 + 8] = 0x7f;
        script.unconnected("m").sendRaw("connects with a password of 2 GiB", longPassword);
        byte[] negativePassword = connectBytes(0);
        negativePassword[4 + 4 + 8 + 4 + 8] = (byte) 0x80;
        script.unconnected("n").sendRaw("connects with a password of negative length", negativePassword);
        WireClient last = script.client("last");
        last.ask(get("/"));
    }
}

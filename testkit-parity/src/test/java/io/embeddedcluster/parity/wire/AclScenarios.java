package io.embeddedcluster.parity.wire;

import static io.embeddedcluster.parity.wire.Requests.EPHEMERAL;
import static io.embeddedcluster.parity.wire.Requests.addWatch;
import static io.embeddedcluster.parity.wire.Requests.auth;
import static io.embeddedcluster.parity.wire.Requests.check;
import static io.embeddedcluster.parity.wire.Requests.children;
import static io.embeddedcluster.parity.wire.Requests.children2;
import static io.embeddedcluster.parity.wire.Requests.countBelow;
import static io.embeddedcluster.parity.wire.Requests.createWith;
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
import static io.embeddedcluster.parity.wire.Requests.whoAmI;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.AuthRequest;
import io.embeddedcluster.internal.zookeeper.wire.CreateRequest;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** Who may do what, and how a client says who it is. */
final class AclScenarios {

    /** The settings' super user. */
    static final String SUPER_PROOF = "super:sesame";

    private static final Acl OPEN = Acl.OPEN.get(0);

    private AclScenarios() {}

    static List<Scenario> all() {
        return List.of(
                new Scenario("authentication", AclScenarios::authentication),
                new Scenario("ACLs that are and are not allowed", AclScenarios::allowedAcls),
                new Scenario("each permission", AclScenarios::eachPermission),
                new Scenario("ACLs of addresses", AclScenarios::addresses),
                new Scenario("the super user", AclScenarios::superUser));
    }

    /** Where ACLs are not looked at. */
    static List<Scenario> skipped() {
        return List.of(new Scenario("each permission", AclScenarios::eachPermission));
    }

    /** Where clients must say by digest who they are. */
    static List<Scenario> demanded() {
        return List.of(new Scenario("proofs that are demanded", AclScenarios::demandedProofs));
    }

    private static void demandedProofs(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(exists("/"));
        WireClient b = script.client("b");
        b.ask(-4, auth("digest", "alice:secret"));
        b.ask(node("/pr"));
        WireClient c = script.client("c");
        c.ask(set("/pr", ""));
        WireClient d = script.client("d");
        d.ask(whoAmI());
        WireClient e = script.client("e");
        e.ask(multi(check("/pr", 0)));
        WireClient f = script.client("f");
        f.ask(-4, auth("ip", ""));
        f.ask(exists("/pr"));
    }

    /** Where ACLs may name those who log in by SASL. */
    static List<Scenario> sasl() {
        return List.of(new Scenario("ACLs of SASL", AclScenarios::principals));
    }

    /** {@return what an ACL of scheme digest says about who proves that} */
    static String digest(String proof) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(proof.getBytes(StandardCharsets.UTF_8));
            return proof.split(":", 2)[0] + ":" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private static void authentication(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(whoAmI());
        a.ask(-4, auth("digest", "alice:secret"));
        a.ask(whoAmI());
        a.ask(-4, auth("digest", "alice:secret"));
        a.ask(-4, auth("digest", "bob:secret"));
        a.ask(-4, auth("digest", "nocolon"));
        a.ask(-4, auth("digest", ""));
        a.ask(-4, auth("digest", "a:b:c"));
        a.ask(-4, auth("ip", ""));
        a.ask(-4, auth("ip", "10.1.1.1"));
        a.ask(7, auth("digest", "xid:7"));
        a.ask(whoAmI());
        a.ask(createWith("/auth", new Acl(31, "auth", "")));
        a.ask(getAcl("/auth"));
        List<AuthRequest> refused = List.of(
                auth("nobody", "x"),
                auth("", "x"),
                auth("world", "anyone"),
                auth("auth", ""),
                auth("sasl", "x"),
                auth("super", "x"),
                auth("x509", "x"),
                auth("Digest", "alice:secret"),
                new AuthRequest(0, "digest", null),
                new AuthRequest(9, "digest", new byte[] {'a', ':', (byte) 0xff}));
        for (AuthRequest each : refused) {
            WireClient b = script.client("b");
            b.ask(-4, each);
            b.ask(whoAmI());
        }
        a.askRaw(102, "a token, where nobody can log in by SASL", 0, 0, 0, 1, 'x');
        a.ask(whoAmI());
        WireClient c = script.client("c");
        c.askRaw(100, "without a body");
        WireClient d = script.client("d");
        d.askRaw(100, "with a null scheme", 0, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0);
        a.ask(exists("/auth"));
    }

    private static void allowedAcls(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(node("/al"));
        int number = 0;
        List<List<Acl>> lists = List.of(
                List.of(),
                List.of(new Acl(31, "auth", "")),
                List.of(new Acl(31, "auth", "ignored"), OPEN),
                List.of(new Acl(31, "nobody", "x")),
                List.of(OPEN, new Acl(31, "nobody", "x")),
                List.of(new Acl(31, "world", "someone")),
                List.of(new Acl(31, "world", "")),
                List.of(new Acl(31, "digest", "nocolon")),
                List.of(new Acl(31, "digest", "a:b")),
                List.of(new Acl(31, "digest", "a:b:c")),
                List.of(new Acl(31, "digest", "a:")),
                List.of(new Acl(31, "digest", ":b")),
                List.of(new Acl(31, "digest", "")),
                List.of(new Acl(31, "ip", "nonsense")),
                List.of(new Acl(31, "ip", "")),
                List.of(new Acl(31, "ip", "10.0.0.0/8")),
                List.of(new Acl(31, "ip", "10.0.0.0/33")),
                List.of(new Acl(31, "ip", "10.0.0.0/-1")),
                List.of(new Acl(31, "ip", "10.0.0.0/x")),
                List.of(new Acl(31, "ip", "10.0.0.0/")),
                List.of(new Acl(31, "ip", "10.0.0/8")),
                List.of(new Acl(31, "ip", "10.0.0.256")),
                List.of(new Acl(31, "ip", "::1")),
                List.of(new Acl(31, "ip", "2001:db8::/32")),
                List.of(new Acl(31, "ip", "2001:db8::/129")),
                List.of(new Acl(31, "ip", "2001:db8:0:0:0:0:0:0:1")),
                List.of(new Acl(31, "ip", "1::2::3")),
                List.of(new Acl(31, "sasl", "x")),
                List.of(new Acl(31, "super", "")),
                List.of(new Acl(31, "x509", "CN=x")),
                List.of(new Acl(31, "", "")),
                List.of(OPEN, OPEN, OPEN),
                List.of(new Acl(1, "world", "anyone"), new Acl(2, "world", "anyone"), new Acl(1, "world", "anyone")),
                List.of(new Acl(0, "world", "anyone")),
                List.of(new Acl(-1, "world", "anyone")),
                List.of(new Acl(32, "world", "anyone")));
        for (List<Acl> acl : lists) {
            String path = "/al/n" + number++;
            a.ask(new CreateRequest(OpCode.CREATE2, path, new byte[0], acl, 0, -1));
            a.ask(getAcl(path));
            a.ask(setAcl("/al", -1, acl.toArray(Acl[]::new)));
            a.ask(getAcl("/al"));
            a.ask(setAcl("/al", -1, OPEN));
        }
        a.ask(-4, auth("digest", "alice:secret"));
        a.ask(createWith("/al2", new Acl(31, "auth", "")));
        a.ask(getAcl("/al2"));
        a.ask(-4, auth("digest", "bob:secret"));
        a.ask(setAcl("/al2", -1, new Acl(3, "auth", "x"), new Acl(1, "world", "anyone")));
        a.ask(getAcl("/al2"));
        a.ask(setAcl("/al2", -1, OPEN));
        a.askRaw(1, "with a null ACL", 0, 0, 0, 3, '/', 'a', '3', 0, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0);
        a.askRaw(
                1, "with an ACL of negative length", 0, 0, 0, 3, '/', 'a', '3', 0, 0, 0, 0, -1, -1, -1, -2, 0, 0, 0, 0);
        a.askRaw(
                1,
                "with a null scheme",
                0,
                0,
                0,
                3,
                '/',
                'a',
                '3',
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                1,
                0,
                0,
                0,
                31,
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
        a.askRaw(
                1,
                "with a null id",
                0,
                0,
                0,
                3,
                '/',
                'a',
                '3',
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                1,
                0,
                0,
                0,
                31,
                0,
                0,
                0,
                2,
                'i',
                'p',
                -1,
                -1,
                -1,
                -1,
                0,
                0,
                0,
                0);
    }

    /** Every operation on a znode that grants one permission only. */
    private static void eachPermission(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(-4, auth("digest", "alice:secret"));
        a.ask(node("/p"));
        WireClient b = script.client("b");
        for (int perms : List.of(0, 1, 2, 4, 8, 16, 30, 31)) {
            String path = "/p/" + perms;
            a.ask(node(path));
            a.ask(node(path + "/child"));
            a.ask(setAcl(path, -1, new Acl(perms, "world", "anyone"), new Acl(31, "digest", digest("alice:secret"))));
            b.ask(exists(path));
            b.ask(get(path));
            b.ask(children(path));
            b.ask(children2(path));
            b.ask(getAcl(path));
            b.ask(countBelow(path));
            b.ask(sync(path));
            b.ask(ephemerals(path));
            b.ask(multiRead(get(path), children(path)));
            b.ask(set(path, "b"));
            b.ask(set(path, "b", 77));
            b.ask(node(path + "/b", "", EPHEMERAL));
            b.ask(exists(path + "/b"));
            b.ask(delete(path + "/child"));
            b.ask(delete(path + "/none"));
            b.ask(multi(check(path, -1)));
            b.ask(multi(set(path, "m"), node(path + "/m"), delete(path + "/m")));
            b.ask(setAcl(path, 77, OPEN));
            b.ask(addWatch(path, 0));
            b.ask(setAcl(path, -1, new Acl(perms, "world", "anyone")));
            a.ask(get(path));
            a.ask(getAcl(path));
        }
    }

    private static void addresses(Script script) throws Exception {
        askWith(
                script.client("a"),
                "ip",
                List.of(
                        "127.0.0.1",
                        "127.0.0.0/8",
                        "127.0.0.2/31",
                        "127.0.0.0/31",
                        "0.0.0.0/0",
                        "10.0.0.0/8",
                        "127.0.0.1/32",
                        "126.0.0.0/7",
                        "::1",
                        "::/0"));
    }

    private static void askWith(WireClient client, String scheme, List<String> ids) throws Exception {
        int number = 0;
        for (String id : ids) {
            String path = "/" + scheme + number++;
            client.ask(createWith(path, new Acl(31, scheme, id)));
            client.ask(get(path));
            client.ask(set(path, ""));
        }
    }

    private static void principals(Script script) throws Exception {
        WireClient a = script.client("a");
        askWith(
                a,
                "sasl",
                List.of(
                        "x",
                        "",
                        "super",
                        "bob@REALM",
                        "bob/host@REALM",
                        "bob/host",
                        "/",
                        "@",
                        "a@",
                        "@b",
                        "a@b@c",
                        "a/b/c@d"));
        a.ask(-4, auth("sasl", "x"));
    }

    private static void superUser(Script script) throws Exception {
        WireClient a = script.client("a");
        a.ask(createWith("/su", new Acl(31, "digest", "nobody:x")));
        a.ask(get("/su"));
        a.ask(set("/zookeeper/config", ""));
        WireClient b = script.client("b");
        WireClient c = script.client("c");
        c.ask(-4, auth("digest", "super:wrong"));
        c.ask(whoAmI());
        c.ask(get("/su"));
        b.ask(-4, auth("digest", SUPER_PROOF));
        b.ask(whoAmI());
        b.ask(get("/su"));
        b.ask(set("/su", "s"));
        b.ask(node("/su/x"));
        b.ask(children2("/su"));
        b.ask(getAcl("/su"));
        b.ask(multi(check("/su", 1), delete("/su/x")));
        b.ask(createWith("/su/auth", new Acl(31, "auth", "")));
        b.ask(getAcl("/su/auth"));
        b.ask(setAcl("/su", -1, OPEN));
        b.ask(delete("/su/auth"));
        b.ask(delete("/zookeeper/config"));
        b.ask(setAcl("/zookeeper/quota", -1, OPEN));
    }
}

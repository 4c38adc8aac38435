package io.embeddedcluster.parity.behaviour;

import static io.embeddedcluster.parity.behaviour.RecordedClient.ANY_VERSION;
import static io.embeddedcluster.parity.behaviour.RecordedClient.DEFAULT;
import static io.embeddedcluster.parity.behaviour.RecordedClient.OPEN;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;

/** Znodes: their forms, their stats, and what is refused. */
final class NodeBehaviours {

    private static final long AN_HOUR_MILLIS = 3_600_000;
    private static final long LONGEST_TTL_MILLIS = 0xffffffffffL;

    private NodeBehaviours() {}

    static List<Behaviour> all() {
        return List.of(
                new Behaviour("every form of create", NodeBehaviours::create),
                new Behaviour("creates that are refused", NodeBehaviours::refusedCreates),
                new Behaviour("data, versions and stats", NodeBehaviours::data),
                new Behaviour("children and their counts", NodeBehaviours::children),
                new Behaviour("ephemerals", NodeBehaviours::ephemerals),
                new Behaviour("ACLs and their stats", NodeBehaviours::acls),
                new Behaviour("quotas", NodeBehaviours::quotas),
                new Behaviour("a client that takes a path for the root", NodeBehaviours::chroot),
                new Behaviour("the nodes of ZooKeeper itself", NodeBehaviours::reserved));
    }

    private static void create(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        RecordedClient b = stage.client("b");
        a.create("/c", CreateMode.PERSISTENT);
        for (CreateMode mode : CreateMode.values()) {
            for (int i = 0; i < 2; i++) {
                long ttl = mode.isTTL() ? AN_HOUR_MILLIS + i : -1;
                a.create("/c/" + mode + (mode.isSequential() ? "-" : i), "data", OPEN, mode, ttl);
            }
            if (!mode.isTTL()) {
                a.call(
                        "create without a stat " + mode,
                        client -> client.create(
                                "/c/" + mode + "-plain", "x".getBytes(StandardCharsets.UTF_8), OPEN, mode));
            }
        }
        a.create("/c/no-data", null, OPEN, CreateMode.PERSISTENT, -1);
        a.get("/c/no-data", null);
        a.create("/c/", CreateMode.PERSISTENT_SEQUENTIAL);
        a.create("/c/long-lived", "", OPEN, CreateMode.PERSISTENT_WITH_TTL, LONGEST_TTL_MILLIS);
        a.create("/c/\u00fcn\u00efc\u00f6d\u00e9 \u6c34", CreateMode.PERSISTENT);
        b.settle();
        b.children("/c", null);
        b.exists("/c/EPHEMERAL0", null);
        b.exists("/c/CONTAINER0", null);
        b.exists("/c/PERSISTENT_WITH_TTL0", null);
        b.exists("/c/long-lived", null);
    }

    private static void refusedCreates(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        a.create("/rc", CreateMode.PERSISTENT);
        a.create("/rc/e", CreateMode.EPHEMERAL);
        for (CreateMode mode : CreateMode.values()) {
            long ttl = mode.isTTL() ? AN_HOUR_MILLIS : -1;
            a.create("/rc", "", OPEN, mode, ttl);
            a.create("/rc/none/x", "", OPEN, mode, ttl);
            a.create("/rc/e/x", "", OPEN, mode, ttl);
            a.create("/rc/acl", "", Collections.emptyList(), mode, ttl);
            a.create("/rc/acl", "", Arrays.asList(acl(31, "nonsense", "x")), mode, ttl);
            a.create("/rc/ttl", "", OPEN, mode, mode.isTTL() ? -1 : 1);
        }
        for (long ttl : List.of(0L, LONGEST_TTL_MILLIS + 1, Long.MIN_VALUE)) {
            a.create("/rc/ttl", "", OPEN, CreateMode.PERSISTENT_WITH_TTL, ttl);
        }
        for (String path : List.of("", "rc", "/rc/", "//", "/rc//x", "/rc/.", "/rc/../x", "/rc/\0", "/rc/\ud800")) {
            a.create(path, CreateMode.PERSISTENT);
        }
        a.create("/", CreateMode.PERSISTENT);
        a.create("/", CreateMode.EPHEMERAL);
        a.exists("/rc", null);
        a.children("/rc", null);
    }

    private static void data(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        RecordedClient b = stage.client("b");
        a.create("/d", "zero", OPEN, CreateMode.PERSISTENT, -1);
        a.get("/d", null);
        a.set("/d", "one", 0);
        a.set("/d", "two", ANY_VERSION);
        a.set("/d", "never", 1);
        a.set("/d", "never", -2);
        a.set("/d/none", "", ANY_VERSION);
        b.settle();
        b.get("/d", null);
        b.exists("/d", null);
        b.get("/d/none", null);
        b.exists("/d/none", null);
        a.call("set no data", client -> client.setData("/d", null, ANY_VERSION));
        a.get("/d", null);
        a.create("/d/x", CreateMode.PERSISTENT);
        a.delete("/d", ANY_VERSION);
        a.delete("/d/x", 7);
        a.delete("/d/x", 0);
        a.delete("/d/x", ANY_VERSION);
        a.exists("/d", null);
        a.delete("/d", 3);
        a.delete("/d", ANY_VERSION);
        a.create("/d", CreateMode.PERSISTENT);
        a.exists("/d", null);
        a.delete("/", ANY_VERSION);
        a.sync("/d");
        a.sync("/none");
        for (String path : List.of("", "d", "/d/")) {
            a.get(path, null);
            a.set(path, "", ANY_VERSION);
            a.exists(path, null);
            a.delete(path, ANY_VERSION);
        }
    }

    private static void children(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        a.create("/ch", CreateMode.PERSISTENT);
        a.children("/ch", null);
        a.names("/ch", null);
        a.countBelow("/ch");
        for (String path : List.of("/ch/a", "/ch/b", "/ch/a/c", "/ch/a/c/d")) {
            a.create(path, CreateMode.PERSISTENT);
        }
        a.create("/ch/e", CreateMode.EPHEMERAL);
        a.create("/ch/s", CreateMode.PERSISTENT_SEQUENTIAL);
        a.delete("/ch/b", ANY_VERSION);
        a.create("/ch/s", CreateMode.PERSISTENT_SEQUENTIAL);
        a.set("/ch/a/c", "deeper");
        a.children("/ch", null);
        a.names("/ch", null);
        a.children("/ch/a", null);
        a.countBelow("/ch");
        a.countBelow("/ch/a");
        a.countBelow("/ch/none");
        a.children("/ch/none", null);
        a.names("/ch/none", null);
        a.countBelow("ch");
    }

    private static void ephemerals(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        RecordedClient b = stage.client("b");
        RecordedClient c = stage.client("c");
        a.ephemerals();
        a.create("/e", CreateMode.PERSISTENT);
        a.create("/e/x", CreateMode.PERSISTENT);
        a.create("/e/one", CreateMode.EPHEMERAL);
        a.create("/e/x/two", CreateMode.EPHEMERAL_SEQUENTIAL);
        b.create("/e/b", CreateMode.EPHEMERAL);
        a.ephemerals();
        a.ephemerals("/e");
        a.ephemerals("/e/x/");
        a.ephemerals("/none");
        a.ephemerals("/");
        a.ephemerals("e");
        b.ephemerals();
        b.delete("/e/one", ANY_VERSION);
        a.settle();
        a.ephemerals();
        c.settle();
        c.children("/e", "names");
        c.exists("/e/b", "b");
        c.exists("/e/x/two0000000000", "two");
        a.close();
        c.settle();
        c.children("/e", null);
        c.children("/e/x", null);
        b.close();
        c.settle();
        c.children("/e", "names");
    }

    private static void acls(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        a.create("/a", CreateMode.PERSISTENT);
        a.acl("/a");
        a.setAcl("/a", 0, acl(31, "world", "anyone"), acl(1, "ip", "10.0.0.0/8"));
        a.acl("/a");
        a.setAcl("/a", 0, acl(31, "world", "anyone"));
        a.setAcl("/a", -1, acl(15, "world", "anyone"), acl(15, "world", "anyone"), acl(16, "ip", "127.0.0.1"));
        a.acl("/a");
        a.exists("/a", null);
        a.setAcl("/a", -1, acl(31, "ip", "not an address"));
        a.setAcl("/a", -1, acl(31, "world", "somebody"));
        a.setAcl("/a", -1, acl(31, "digest", "nocolon"));
        a.setAcl("/a", -1, acl(31, "auth", ""));
        a.setAcl("/a", -1);
        a.setAcl("/none", -1, acl(31, "world", "anyone"));
        a.acl("/none");
        a.acl("/");
        a.acl("/zookeeper");
    }

    private static void quotas(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        RecordedClient b = stage.client("b");
        a.create("/q", CreateMode.PERSISTENT);
        a.create("/zookeeper/quota/q", CreateMode.PERSISTENT);
        a.create(
                "/zookeeper/quota/q/zookeeper_limits",
                "count=-1,bytes=-1=;byteHardLimit=10;countHardLimit=3",
                OPEN,
                CreateMode.PERSISTENT,
                -1);
        a.create("/zookeeper/quota/q/zookeeper_stats", "count=0,bytes=0", OPEN, CreateMode.PERSISTENT, -1);
        a.get("/zookeeper/quota/q/zookeeper_stats", null);
        a.create("/q/x", "12345", OPEN, CreateMode.PERSISTENT, -1);
        // The real leader judges by what it has counted itself, which may be less than a follower has acknowledged.
        stage.settle();
        a.create("/q/y", "123456", OPEN, CreateMode.PERSISTENT, -1);
        a.create("/q/y", "1", OPEN, CreateMode.PERSISTENT, -1);
        stage.settle();
        a.create("/q/z", "", OPEN, CreateMode.EPHEMERAL, -1);
        stage.settle();
        a.set("/q/x", "1234567890");
        a.set("/q/x", "123456789");
        b.settle();
        b.get("/zookeeper/quota/q/zookeeper_stats", null);
        a.delete("/q/x", ANY_VERSION);
        a.get("/zookeeper/quota/q/zookeeper_stats", null);
        for (String path : List.of("/zookeeper_limits", "/zookeeper_stats", "")) {
            a.delete("/zookeeper/quota/q" + path, ANY_VERSION);
        }
    }

    private static void chroot(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        a.create("/root", CreateMode.PERSISTENT);
        a.create("/root/of", CreateMode.PERSISTENT);
        RecordedClient b = stage.client("b", "/root/of");
        RecordedClient none = stage.client("none", "/nothing/there");
        b.settle();
        b.create("/x", CreateMode.PERSISTENT);
        b.create("/x", CreateMode.PERSISTENT);
        b.create("/x/s", CreateMode.EPHEMERAL_SEQUENTIAL);
        b.children("/", "root");
        b.get("/x", "x");
        b.exists("/y", DEFAULT);
        b.addWatch("/x", "below", AddWatchMode.PERSISTENT_RECURSIVE);
        b.get("/none", null);
        b.ephemerals();
        b.ephemerals("/x");
        b.countBelow("/");
        b.acl("/");
        a.create("/root/of/y", CreateMode.PERSISTENT);
        b.settle();
        a.set("/root/of/x", "");
        b.settle();
        a.create("/root/of/x/z", CreateMode.PERSISTENT);
        b.settle();
        b.multi(
                Op.create("/x/m", new byte[0], OPEN, CreateMode.PERSISTENT),
                Op.setData("/x/m", new byte[1], 0),
                Op.check("/x", 1));
        b.multi(Op.getChildren("/"), Op.getData("/none"));
        b.sync("/");
        b.delete("/x", ANY_VERSION);
        b.removeWatches("/x", "below", WatcherType.Any, false);
        none.exists("/", null);
        none.create("/x", CreateMode.PERSISTENT);
        none.children("/", null);
        none.ephemerals();
    }

    private static void reserved(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        a.names("/zookeeper", null);
        a.call("acl /zookeeper/config", client -> client.getACL("/zookeeper/config", null));
        a.call(
                "config",
                client -> new String(client.getConfig(false, null), StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.replaceAll(":\\d+", ":port").replaceAll("version=.*", "version"))
                        .sorted()
                        .toList());
        a.set("/zookeeper/config", "");
        a.delete("/zookeeper", ANY_VERSION);
        a.delete("/zookeeper/quota", ANY_VERSION);
        a.delete("/zookeeper/config", ANY_VERSION);
        a.create("/zookeeper", CreateMode.PERSISTENT);
        a.create("/zookeeper/x", CreateMode.PERSISTENT);
        a.setAcl("/zookeeper", -1, acl(31, "world", "anyone"));
        a.delete("/zookeeper/x", ANY_VERSION);
    }

    static ACL acl(int permissions, String scheme, String id) {
        return new ACL(permissions, new Id(scheme, id));
    }
}

package io.embeddedcluster.parity.behaviour;

import static io.embeddedcluster.parity.behaviour.NodeBehaviours.acl;
import static io.embeddedcluster.parity.behaviour.RecordedClient.ANY_VERSION;
import static io.embeddedcluster.parity.behaviour.RecordedClient.OPEN;

import java.util.Arrays;
import java.util.List;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;

/** Who may do what, and how a client says who it is. */
final class AclBehaviours {

    private static final ACL MINE = acl(Perms.ALL, "auth", "");

    private AclBehaviours() {}

    static List<Behaviour> all() {
        return List.of(
                new Behaviour("who a client is", AclBehaviours::identity),
                new Behaviour("a scheme that nobody knows", AclBehaviours::unknownScheme),
                new Behaviour("each permission", AclBehaviours::permissions),
                new Behaviour("each znode has its own ACL", AclBehaviours::perPath),
                new Behaviour("watches of what one may not read", AclBehaviours::watches));
    }

    private static void identity(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        RecordedClient b = stage.client("b");
        a.whoAmI();
        a.create("/id", "", Arrays.asList(MINE), CreateMode.PERSISTENT, -1);
        a.create("/id", "", Arrays.asList(acl(Perms.ALL, "ip", "127.0.0.1")), CreateMode.PERSISTENT, -1);
        a.authenticate("digest", "alice:secret");
        a.authenticate("digest", "alice:secret");
        a.authenticate("digest", "bob:other");
        a.whoAmI();
        a.create("/id/hers", "", Arrays.asList(MINE), CreateMode.PERSISTENT, -1);
        a.acl("/id/hers");
        b.settle();
        b.get("/id/hers", null);
        b.acl("/id/hers");
        b.authenticate("digest", "bob:wrong");
        b.get("/id/hers", null);
        b.authenticate("digest", "bob:other");
        b.get("/id/hers", null);
        b.acl("/id/hers");
        b.whoAmI();
        b.authenticate("ip", "10.0.0.1");
        b.whoAmI();
        b.authenticate("digest", "nobody");
        b.whoAmI();
    }

    private static void unknownScheme(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        RecordedClient b = stage.client("b");
        b.create("/us", CreateMode.PERSISTENT);
        a.settle();
        a.create("/us/e", CreateMode.EPHEMERAL);
        a.get("/us", "data");
        a.zooKeeper().addAuthInfo("nonsense", new byte[0]);
        a.awaitState(KeeperState.AuthFailed);
        for (int i = 0; i < 2; i++) {
            a.lose("get", client -> client.getData("/us", false, null));
        }
        a.lose("add watch", client -> {
            client.addWatch("/us", AddWatchMode.PERSISTENT);
            return null;
        });
        a.note("state " + a.zooKeeper().getState());
        a.close();
        a.lose("get after close", client -> client.getData("/us", false, null));
    }

    private static void permissions(Stage stage) throws Exception {
        RecordedClient owner = stage.client("owner");
        RecordedClient other = stage.client("other");
        owner.authenticate("digest", "owner:secret");
        owner.create("/pm", CreateMode.PERSISTENT);
        for (int permissions : List.of(
                0, Perms.READ, Perms.WRITE, Perms.CREATE, Perms.DELETE, Perms.ADMIN, Perms.READ | Perms.WRITE)) {
            String path = "/pm/" + permissions;
            List<ACL> acl = Arrays.asList(MINE, acl(permissions, "world", "anyone"));
            owner.create(path, "data", acl, CreateMode.PERSISTENT, -1);
            owner.create(path + "/x", CreateMode.PERSISTENT);
            other.settle();
            other.exists(path, null);
            other.get(path, null);
            other.names(path, null);
            other.children(path, null);
            other.countBelow(path);
            other.acl(path);
            other.set(path, "", ANY_VERSION);
            other.create(path + "/y", CreateMode.PERSISTENT);
            other.create(path + "/c", CreateMode.CONTAINER);
            other.create(path + "/e", CreateMode.EPHEMERAL_SEQUENTIAL);
            other.create(path + "/t", "", OPEN, CreateMode.PERSISTENT_WITH_TTL, 3_600_000);
            other.delete(path + "/x", ANY_VERSION);
            other.multi(Op.check(path, 7));
            other.multi(Op.check(path, ANY_VERSION), Op.setData(path, new byte[0], ANY_VERSION));
            other.multi(Op.getData(path), Op.getChildren(path));
            other.setAcl(path, ANY_VERSION, acl(Perms.ALL, "world", "anyone"));
            other.get(path, null);
        }
    }

    private static void perPath(Stage stage) throws Exception {
        RecordedClient owner = stage.client("owner");
        RecordedClient other = stage.client("other");
        owner.authenticate("digest", "owner:secret");
        owner.create("/pp", CreateMode.PERSISTENT);
        owner.create("/pp/shut", "", Arrays.asList(MINE), CreateMode.PERSISTENT, -1);
        owner.create("/pp/shut/open", CreateMode.PERSISTENT);
        owner.create("/pp/open", CreateMode.PERSISTENT);
        owner.create("/pp/open/shut", "", Arrays.asList(MINE), CreateMode.PERSISTENT, -1);
        other.settle();
        other.names("/pp/shut", null);
        other.get("/pp/shut/open", null);
        other.set("/pp/shut/open", "");
        other.names("/pp/open", null);
        other.get("/pp/open/shut", null);
        other.delete("/pp/open/shut", ANY_VERSION);
        other.delete("/pp/shut/open", ANY_VERSION);
        other.countBelow("/pp");
        other.ephemerals("/pp/shut");
        owner.setAcl("/pp/shut", 0, acl(Perms.READ, "world", "anyone"));
        owner.setAcl("/pp/shut", 1, acl(Perms.ALL, "world", "anyone"));
        other.settle();
        other.names("/pp/shut", null);
    }

    private static void watches(Stage stage) throws Exception {
        RecordedClient owner = stage.client("owner");
        RecordedClient other = stage.client("other");
        owner.authenticate("digest", "owner:secret");
        owner.create("/wm", CreateMode.PERSISTENT);
        other.settle();
        other.addWatch("/wm", "below", AddWatchMode.PERSISTENT_RECURSIVE);
        other.addWatch("/wm/shut", "persistent", AddWatchMode.PERSISTENT);
        other.exists("/wm/shut", "exists");
        other.names("/wm", "names");
        owner.create("/wm/shut", "", Arrays.asList(MINE), CreateMode.PERSISTENT, -1);
        other.settle();
        other.exists("/wm/shut", "exists");
        other.get("/wm/shut", "data");
        other.names("/wm/shut", "names");
        other.removeWatches("/wm/shut", "data", WatcherType.Data, false);
        owner.set("/wm/shut", "");
        owner.create("/wm/shut/x", CreateMode.PERSISTENT);
        owner.set("/wm/shut/x", "");
        other.settle();
        owner.delete("/wm/shut/x", ANY_VERSION);
        owner.delete("/wm/shut", ANY_VERSION);
        other.settle();
    }
}

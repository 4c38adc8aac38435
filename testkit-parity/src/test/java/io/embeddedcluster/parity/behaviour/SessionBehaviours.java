package io.embeddedcluster.parity.behaviour;

import static io.embeddedcluster.parity.behaviour.RecordedClient.ANY_VERSION;
import static io.embeddedcluster.parity.behaviour.RecordedClient.DEFAULT;
import static io.embeddedcluster.parity.behaviour.RecordedClient.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.parity.behaviour.Stage.ClientSpec;
import java.net.InetSocketAddress;
import java.util.List;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.Watcher.WatcherType;

/** How sessions begin, move and end, and what clients hear of it. */
final class SessionBehaviours {

    private static final int SHORT_MILLIS = 1_000;

    private SessionBehaviours() {}

    static List<Behaviour> all() {
        return List.of(
                new Behaviour("how long a session lives without its client", SessionBehaviours::negotiation),
                new Behaviour("a session that is closed", SessionBehaviours::closed),
                new Behaviour("a session that nobody keeps alive", SessionBehaviours::expiry),
                new Behaviour("a session that somebody else closes", SessionBehaviours::closedByAnother),
                new Behaviour("a session that goes on with another client", SessionBehaviours::takenOver),
                new Behaviour("a session that moves while its old connection stands", SessionBehaviours::moved),
                new Behaviour("a session and a wrong password", SessionBehaviours::wrongPassword),
                new Behaviour("more than a server takes", SessionBehaviours::tooMuch));
    }

    private static void negotiation(Stage stage) throws Exception {
        List<InetSocketAddress> servers = stage.servers().followersThenLeader();
        for (int asked : List.of(500, 999, 1_000, 1_001, 12_345, 60_000, 60_001, Integer.MAX_VALUE)) {
            RecordedClient client = stage.connect(new ClientSpec("of " + asked, servers, asked));
            client.note("granted " + client.zooKeeper().getSessionTimeout());
            client.note("state " + client.zooKeeper().getState());
            client.close();
        }
    }

    private static void closed(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        RecordedClient b = stage.client("b");
        a.create("/cl", CreateMode.PERSISTENT);
        a.create("/cl/e", CreateMode.EPHEMERAL);
        b.settle();
        b.exists("/cl/e", "gone");
        a.get("/cl", "data");
        a.addWatch("/cl", "below", AddWatchMode.PERSISTENT_RECURSIVE);
        a.close();
        a.note("state " + a.zooKeeper().getState());
        a.lose("get", client -> client.getData("/cl", false, null));
        a.lose("set", client -> client.setData("/cl", new byte[0], ANY_VERSION));
        b.settle();
        assertThat(b.seen()).anyMatch(line -> line.startsWith("told NodeDeleted SyncConnected /cl/e"));
        b.children("/cl", null);
    }

    private static void expiry(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        CuttableLine line = stage.line(1);
        RecordedClient b = stage.connect(new ClientSpec("b", List.of(line.address()), SHORT_MILLIS));
        a.create("/ex", CreateMode.PERSISTENT);
        b.settle();
        b.create("/ex/e", CreateMode.EPHEMERAL);
        b.exists("/ex/e", "e");
        b.addWatch("/ex", DEFAULT, AddWatchMode.PERSISTENT_RECURSIVE);
        a.settle();
        a.exists("/ex/e", "gone");
        line.cut();
        a.awaitSeen("told NodeDeleted");
        line.lead(stage.servers().followersThenLeader().get(0));
        b.awaitState(KeeperState.Expired);
        b.note("state " + b.zooKeeper().getState());
        b.lose("get", client -> client.getData("/ex", false, null));
        b.lose("create", client -> client.create("/ex/f", new byte[0], OPEN, CreateMode.EPHEMERAL));
        b.close();
        a.children("/ex", null);
    }

    /** So that the server, and not the client's own clock, is the first to say that it is over. */
    private static void closedByAnother(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        CuttableLine line = stage.line(0);
        RecordedClient b = stage.client("b", line);
        b.create("/by", CreateMode.PERSISTENT);
        b.create("/by/e", CreateMode.EPHEMERAL);
        b.get("/by", "data");
        a.settle();
        a.exists("/by/e", "gone");
        line.cut();
        RecordedClient c =
                again(stage, "c", b, stage.servers().followersThenLeader().get(1));
        c.close();
        a.settle();
        line.lead(stage.servers().followersThenLeader().get(0));
        b.awaitState(KeeperState.Expired);
        b.lose("get", client -> client.getData("/by", false, null));
    }

    private static RecordedClient again(Stage stage, String name, RecordedClient client, InetSocketAddress server)
            throws Exception {
        return stage.connect(new ClientSpec(name, List.of(server), Stage.LONG_MILLIS)
                .withSession(
                        client.zooKeeper().getSessionId(), client.zooKeeper().getSessionPasswd()));
    }

    private static void takenOver(Stage stage) throws Exception {
        CuttableLine line = stage.line(0);
        CuttableLine other = stage.line(2);
        RecordedClient a = stage.client("a", line);
        a.create("/to", CreateMode.PERSISTENT);
        a.create("/to/e", CreateMode.EPHEMERAL);
        a.get("/to", "data");
        line.cut();
        a.awaitState(KeeperState.Disconnected);
        RecordedClient b = again(stage, "b", a, other.address());
        b.settle();
        b.note("the same session "
                + (a.zooKeeper().getSessionId() == b.zooKeeper().getSessionId()));
        b.ephemerals();
        b.exists("/to/e", null);
        b.create("/to/f", CreateMode.EPHEMERAL);
        b.set("/to", "");
        b.removeAllWatches("/to", WatcherType.Any, false);
        stage.settle();
        other.cut();
        b.awaitState(KeeperState.Disconnected);
        line.lead(stage.servers().followersThenLeader().get(1));
        a.awaitConnection();
        a.settle();
        a.ephemerals();
    }

    /** The server that it left hears of it when somebody writes there. */
    private static void moved(Stage stage) throws Exception {
        CuttableLine line = stage.line(0);
        RecordedClient a = stage.client("a", line);
        a.create("/mv", CreateMode.PERSISTENT);
        line.refuse();
        RecordedClient b =
                again(stage, "b", a, stage.servers().followersThenLeader().get(1));
        b.settle();
        b.set("/mv", "b");
        // A real server that has b's write still before it takes it for a's, whose xid is the same.
        stage.settle();
        a.lose("set", client -> client.setData("/mv", new byte[1], ANY_VERSION));
        b.get("/mv", null);
        b.set("/mv", "b again");
    }

    private static void wrongPassword(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        a.create("/wp", CreateMode.PERSISTENT);
        a.create("/wp/e", CreateMode.EPHEMERAL);
        List<InetSocketAddress> servers = stage.servers().followersThenLeader();
        // The server of the session last: it ends the connection of whoever has it before it looks at the password.
        for (InetSocketAddress server : List.of(servers.get(1), servers.get(2), servers.get(0))) {
            RecordedClient b = stage.begin(new ClientSpec("b" + servers.indexOf(server), List.of(server), 10_000)
                    .withSession(a.zooKeeper().getSessionId(), new byte[16]));
            b.awaitState(KeeperState.Expired);
            b.lose("get", client -> client.getData("/wp", false, null));
        }
        RecordedClient c =
                stage.begin(new ClientSpec("c", servers, 10_000).withSession(0x7fff_0000_0000_0001L, new byte[16]));
        c.awaitState(KeeperState.Expired);
        a.awaitSeen("told None Disconnected");
        a.awaitConnection();
        a.ephemerals();
        a.set("/wp/e", "still here");
    }

    /** The client sends what the server refuses to read. */
    private static void tooMuch(Stage stage) throws Exception {
        RecordedClient a = stage.client("a");
        a.create("/tm", CreateMode.PERSISTENT);
        int limit = 0xfffff;
        for (int length : List.of(limit - 1_000, limit, limit + 1, limit + 1_000, 2 * limit)) {
            byte[] data = new byte[length];
            boolean isTooMuch = length >= limit;
            if (isTooMuch) {
                a.lose("set " + length, client -> client.setData("/tm", data, ANY_VERSION));
                a.awaitConnection();
            } else {
                a.call("set " + length, client -> client.setData("/tm", data, ANY_VERSION));
            }
            a.exists("/tm", null);
        }
    }
}

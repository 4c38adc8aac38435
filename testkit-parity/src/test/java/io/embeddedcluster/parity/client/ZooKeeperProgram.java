package io.embeddedcluster.parity.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Version;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * A program on ZooKeeper's client, of whatever version it is loaded with: does what every version can do, before and after
 * the leader is lost. Takes addresses and what loses the leader; says which version of the client it ran on.
 */
public final class ZooKeeperProgram implements BiFunction<String, Runnable, String> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SESSION_TIMEOUT_MILLIS = 10_000;

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public String apply(String connectString, Runnable loseLeader) {
        try {
            ZooKeeper client = connect(connectString);
            ZooKeeper other = connect(connectString);
            operations(client);
            acls(client, other);
            client.create("/ephemeral", bytes(""), Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
            watches(client, other);
            long session = client.getSessionId();

            client.exists("/watched", this::note);
            loseLeader.run();
            assertThat(whileTheLeaderIsChosen(() -> other.setData("/watched", bytes("after"), -1))
                            .getDataLength())
                    .isEqualTo("after".length());
            assertThat(next()).isEqualTo("NodeDataChanged /watched");
            assertThat(whileTheLeaderIsChosen(() -> text(client, "/watched"))).isEqualTo("after");
            assertThat(client.getSessionId()).isEqualTo(session);
            assertThat(whileTheLeaderIsChosen(() -> other.exists("/ephemeral", this::note))
                            .getEphemeralOwner())
                    .isEqualTo(session);

            client.close();
            assertThat(next()).isEqualTo("NodeDeleted /ephemeral");
            other.close();
            return Version.getVersion();
        } catch (Exception e) {
            throw new AssertionError("ZooKeeper's client " + Version.getVersion(), e);
        }
    }

    private static ZooKeeper connect(String connectString) throws Exception {
        ZooKeeper client = new ZooKeeper(connectString, SESSION_TIMEOUT_MILLIS, event -> {});
        await().atMost(PATIENCE).until(() -> client.getState() == ZooKeeper.States.CONNECTED);
        return client;
    }

    private static void operations(ZooKeeper client) throws Exception {
        assertThat(client.create("/tree", bytes("one"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT))
                .isEqualTo("/tree");
        assertThat(client.create("/tree/n-", bytes(""), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL))
                .isEqualTo("/tree/n-0000000000");
        assertThat(client.setData("/tree", bytes("two"), 0).getVersion()).isEqualTo(1);
        assertThatThrownBy(() -> client.setData("/tree", bytes("three"), 0))
                .isInstanceOf(KeeperException.BadVersionException.class);
        assertThatThrownBy(() -> client.create("/tree", bytes(""), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT))
                .isInstanceOf(KeeperException.NodeExistsException.class);
        assertThatThrownBy(() -> client.delete("/tree", -1)).isInstanceOf(KeeperException.NotEmptyException.class);
        assertThatThrownBy(() -> client.getChildren("/missing", false))
                .isInstanceOf(KeeperException.NoNodeException.class);
        Stat stat = new Stat();
        assertThat(client.getData("/tree", false, stat)).isEqualTo(bytes("two"));
        assertThat(stat.getMzxid()).isGreaterThan(stat.getCzxid());
        assertThat(stat.getNumChildren()).isEqualTo(1);
        List<OpResult> results = client.multi(List.of(
                Op.check("/tree", 1),
                Op.create("/tree/a", bytes(""), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                Op.delete("/tree/n-0000000000", -1)));
        assertThat(results).hasSize(3);
        assertThatThrownBy(() -> client.multi(List.of(Op.check("/tree", 7), Op.delete("/tree/a", -1))))
                .isInstanceOf(KeeperException.BadVersionException.class);
        assertThat(client.getChildren("/tree", false)).containsExactly("a");
    }

    private static void acls(ZooKeeper client, ZooKeeper other) throws Exception {
        client.addAuthInfo("digest", bytes("bob:secret"));
        client.create("/bobs", bytes("his"), Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
        assertThat(text(client, "/bobs")).isEqualTo("his");
        assertThat(client.getACL("/bobs", new Stat()).get(0).getId().getScheme())
                .isEqualTo("digest");
        // Its server may not know yet what was written through another.
        other.sync("/bobs", (code, path, context) -> {}, null);
        assertThatThrownBy(() -> other.getData("/bobs", false, null))
                .isInstanceOf(KeeperException.NoAuthException.class);
    }

    private void watches(ZooKeeper client, ZooKeeper other) throws Exception {
        assertThat(client.exists("/watched", this::note)).isNull();
        other.create("/watched", bytes("before"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        assertThat(next()).isEqualTo("NodeCreated /watched");
        client.getChildren("/watched", this::note);
        other.create("/watched/child", bytes(""), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        assertThat(next()).isEqualTo("NodeChildrenChanged /watched");
    }

    private void note(WatchedEvent event) {
        if (event.getType() != EventType.None) {
            events.add(event.getType() + " " + event.getPath());
        } else if (event.getState() == KeeperState.Expired) {
            events.add("expired");
        }
    }

    private String next() {
        return await().atMost(PATIENCE).until(events::poll, event -> event != null);
    }

    /** As an application does it: an operation with a lost connection is done again. */
    private static <T> T whileTheLeaderIsChosen(Operation<T> operation) {
        return await().atMost(PATIENCE)
                .ignoreException(KeeperException.ConnectionLossException.class)
                .until(operation::run, result -> true);
    }

    private static String text(ZooKeeper client, String path) throws Exception {
        return new String(client.getData(path, false, null), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** An operation of a client. */
    private interface Operation<T> {

        T run() throws Exception;
    }
}

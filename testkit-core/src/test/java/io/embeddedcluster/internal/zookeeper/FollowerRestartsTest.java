package io.embeddedcluster.internal.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.simulated.SimulatedWorld;
import io.embeddedcluster.internal.zookeeper.client.ZkClient;
import io.embeddedcluster.internal.zookeeper.client.ZkClientSpec;
import io.embeddedcluster.internal.zookeeper.client.ZkSessionListener;
import io.embeddedcluster.internal.zookeeper.config.QuorumSpec;
import io.embeddedcluster.internal.zookeeper.wire.CreateMode;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A leader remembers what each server has forwarded, however often the others begin anew. In virtual time. */
class FollowerRestartsTest {

    /** More than any number of forwarders that a leader could remember by chance. */
    private static final int RESTARTS = 1_100;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SimulatedWorld world = new SimulatedWorld(1);
    private final List<NodeName> names =
            IntStream.rangeClosed(1, 3).mapToObj(NodeName::quorum).toList();
    private final Map<NodeName, QuorumServer> servers = new TreeMap<>();
    private final Map<NodeName, ZkClient> clients = new TreeMap<>();

    @Test
    void leaderGoesOnTakingWritesWhileAFollowerIsRestartedAgainAndAgain() {
        names.forEach(world::add);
        names.forEach(this::boot);
        await(() -> names.stream().allMatch(this::isServing));
        NodeName leader = first(ServerMode.LEADER);
        NodeName restarted = first(ServerMode.FOLLOWER);
        NodeName idle = names.stream()
                .filter(name -> !name.equals(leader) && !name.equals(restarted))
                .findFirst()
                .orElseThrow();
        ZkClient ofLeader = client(1, leader);
        ZkClient ofRestarted = client(2, restarted);
        ZkClient ofIdle = client(3, idle);

        for (int i = 0; i < RESTARTS; i++) {
            world.machine(restarted).crash();
            servers.remove(restarted);
            boot(restarted);
            await(() ->
                    isServing(restarted) && servers.get(restarted).connectionCount() == 1 && ofRestarted.isConnected());
        }

        assertThat(first(ServerMode.LEADER)).isEqualTo(leader);
        create(ofLeader, "/through-the-leader");
        create(ofRestarted, "/through-the-restarted");
        create(ofIdle, "/through-the-idle");
    }

    private void boot(NodeName name) {
        world.machine(name).boot(host -> {
            QuorumServer server = new QuorumServer(QuorumSpec.of(name, names), host);
            servers.put(name, server);
            server.start();
        });
    }

    private boolean isServing(NodeName name) {
        QuorumServer server = servers.get(name);
        return server != null && server.isServing();
    }

    private ZkClient client(int id, NodeName server) {
        NodeName name = NodeName.broker(id);
        world.add(name).boot(host -> {
            ZkClient client =
                    new ZkClient(ZkClientSpec.ofNodes(List.of(server), Duration.ofSeconds(2)), host, new Deaf());
            clients.put(name, client);
            client.start();
        });
        await(() -> clients.containsKey(name) && clients.get(name).isConnected());
        return clients.get(name);
    }

    private void create(ZkClient client, String path) {
        boolean[] isDone = new boolean[1];
        client.create(path, new byte[0], CreateMode.PERSISTENT, result -> isDone[0] = result.isOk());
        assertThat(world.runUntil(() -> isDone[0], PATIENCE)).as(path).isTrue();
    }

    private NodeName first(ServerMode mode) {
        return names.stream()
                .filter(name -> servers.get(name).mode() == mode)
                .findFirst()
                .orElseThrow();
    }

    private void await(BooleanSupplier condition) {
        assertThat(world.runUntil(condition, PATIENCE))
                .as(() -> world.journal().last(20).toString())
                .isTrue();
    }

    private static final class Deaf implements ZkSessionListener {

        @Override
        public void connected(long sessionId, boolean resumed) {}

        @Override
        public void disconnected() {}

        @Override
        public void expired() {}

        @Override
        public void watchEvent(WatchEvent event) {}
    }
}

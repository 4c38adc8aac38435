package io.embeddedcluster.internal.zookeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.simulated.NetworkConditions;
import io.embeddedcluster.internal.host.simulated.SimulatedWorld;
import io.embeddedcluster.internal.zookeeper.QuorumServer;
import io.embeddedcluster.internal.zookeeper.config.QuorumSpec;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A new session takes several ways between machines: to the server, from there to the leader, to its followers, and back. */
class SlowNetworkTest {

    private static final NetworkConditions SLOW =
            new NetworkConditions(0, 0, Duration.ofMillis(15), Duration.ofMillis(25), 0, Duration.ofMillis(25));

    @Test
    void sessionBeginsWhereItsAnswerTakesMostOfItsTimeout() {
        for (long seed = 0; seed < 20; seed++) {
            SimulatedWorld world = new SimulatedWorld(seed);
            world.network(SLOW);
            List<NodeName> names =
                    IntStream.rangeClosed(1, 3).mapToObj(NodeName::quorum).toList();
            names.forEach(name ->
                    world.add(name).boot(host -> new QuorumServer(QuorumSpec.of(name, names), host).start()));
            List<ZkClient> clients = new ArrayList<>();
            world.add(NodeName.broker(1)).boot(host -> {
                ZkClientSpec spec = ZkClientSpec.ofNodes(names, Duration.ofMillis(200));
                ZkClient client = new ZkClient(spec, host, new Deaf());
                client.start();
                clients.add(client);
            });

            assertThat(world.runUntil(
                            () -> clients.stream().anyMatch(client -> client.sessionId() != 0), Duration.ofSeconds(5)))
                    .as("a session has begun with seed %d", seed)
                    .isTrue();
        }
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

package io.embeddedcluster.internal.zookeeper.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.simulated.SimulatedWorld;
import io.embeddedcluster.internal.zookeeper.QuorumServer;
import io.embeddedcluster.internal.zookeeper.config.QuorumSpec;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Between the request to end a session and its answer. */
class ClosingSessionTest {

    /** Who saw a connection that refuses every request at once would ask again for ever. */
    @Test
    void aSessionThatIsBeingClosedTakesNoRequestsAndSaysSo() {
        SimulatedWorld world = new SimulatedWorld(1);
        List<NodeName> names = List.of(NodeName.quorum(1));
        world.add(names.get(0)).boot(host -> new QuorumServer(QuorumSpec.of(names.get(0), names), host).start());
        List<String> seen = new ArrayList<>();
        world.add(NodeName.broker(1)).boot(host -> {
            ZkClient[] client = new ZkClient[1];
            client[0] = new ZkClient(ZkClientSpec.ofNodes(names, Duration.ofMillis(200)), host, (Connected) () -> {
                seen.add("before: " + client[0].isConnected());
                client[0].close(() -> seen.add("closed: " + client[0].isConnected()));
                seen.add("closing: " + client[0].isConnected());
                client[0].getData("/", read -> seen.add("read: " + read.error()));
            });
            client[0].start();
        });

        world.runUntil(() -> seen.size() == 4, Duration.ofSeconds(5));

        assertThat(seen).containsExactly("before: true", "closing: false", "read: SESSION_EXPIRED", "closed: false");
    }

    @FunctionalInterface
    private interface Connected extends ZkSessionListener {

        void connected();

        @Override
        default void connected(long sessionId, boolean resumed) {
            connected();
        }

        @Override
        default void disconnected() {}

        @Override
        default void expired() {}

        @Override
        default void watchEvent(WatchEvent event) {}
    }
}

package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A node that has ended refuses connections, and its port is its own when it is started at once. */
class RestartTest {

    private static final int ROUNDS = 20;

    @Test
    void afterAKill() {
        restart(Node::kill);
    }

    @Test
    void afterALossOfPower() {
        restart(Node::powerLoss);
    }

    @Test
    void afterAShutdown() {
        restart(Node::shutdown);
    }

    @Test
    void topicIsNotInSyncBeforeItsBrokersHaveTakenItUpAgain() {
        try (Cluster cluster = Cluster.builder()
                .brokers(3)
                .quorum(3)
                .topic(TopicSpec.of("orders", 3, 3))
                .start()) {
            cluster.brokers().forEach(Broker::kill);
            cluster.brokers().forEach(Broker::start);

            cluster.await().topic("orders").isFullyInSync();

            cluster.check(); // which needs a leader for each partition
        }
    }

    @Test
    void killEndsAShutdownThatWaitsAndLeavesTheNextRunAlone() throws Exception {
        try (Cluster cluster = Cluster.builder().brokers(2).quorum(1).start()) {
            Broker broker = cluster.broker(1);
            cluster.quorumNode(1).pause(); // so that nothing can be handed over
            CompletableFuture<Void> shutdown = CompletableFuture.runAsync(broker::shutdown);
            cluster.await()
                    .until(
                            "the shutdown has begun",
                            () -> cluster.journal().entries().stream()
                                    .anyMatch(entry -> entry.kind().equals("shutdown")));

            broker.kill();
            broker.start();

            shutdown.get(5, TimeUnit.SECONDS);
            assertThat(broker.isRunning()).isTrue();
        }
    }

    @Test
    void nodeOfAClosedClusterIsDownAndDoesNotStart() {
        Cluster cluster = Cluster.builder().brokers(0).quorum(2).start();
        cluster.quorumNode(1).kill();
        cluster.close();

        assertThat(cluster.quorum()).noneMatch(Node::isRunning);
        assertThatThrownBy(() -> cluster.quorumNode(1).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("quorum-1 is of a cluster that is closed");
    }

    private static void restart(Consumer<Node> end) {
        // Closing fails where a node could not listen.
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(1).start()) {
            QuorumNode node = cluster.quorumNode(1);
            for (int round = 0; round < ROUNDS; round++) {
                end.accept(node);
                assertThatThrownBy(() -> connectTo(node)).isInstanceOf(ConnectException.class);
                node.start();
                end.accept(node);
                node.start();
            }
            cluster.await().quorumLeader();
        }
    }

    private static void connectTo(Node node) throws IOException {
        int port = Integer.parseInt(node.address().substring(node.address().indexOf(':') + 1));
        new Socket(InetAddress.getLoopbackAddress(), port).close();
    }
}

package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A port is one node's from the start of its cluster to its close, and a node that is up listens. */
class PortsTest {

    private static final int ROUNDS = 10;

    @Test
    void ofTwoClustersWithTheSamePortsOneStartsAndTheOtherNamesThePort() throws Exception {
        int base = freePort() - 1;
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                CyclicBarrier both = new CyclicBarrier(2);
                CyclicBarrier ended = new CyclicBarrier(2);
                Callable<Optional<TestkitException>> start = () -> {
                    both.await();
                    try (Cluster cluster =
                            Cluster.builder().brokers(1).brokerPortBase(base).start()) {
                        assertThat(cluster.bootstrapServers()).endsWith(":" + (base + 1));
                        ended.await(30, TimeUnit.SECONDS);
                        return Optional.empty();
                    } catch (TestkitException e) {
                        ended.await(30, TimeUnit.SECONDS);
                        return Optional.of(e);
                    }
                };
                Future<Optional<TestkitException>> one = threads.submit(start);
                Future<Optional<TestkitException>> other = threads.submit(start);
                List<Optional<TestkitException>> ends = List.of(one.get(), other.get());
                assertThat(ends)
                        .filteredOn(Optional::isPresent)
                        .singleElement()
                        .satisfies(end -> assertThat(end.get())
                                .hasMessageContaining("127.0.0.1:" + (base + 1))
                                .hasMessageContaining("broker-1"));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void nobodyGetsThePortOfANodeThatIsDown() throws IOException {
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(1).start();
                ServerSocket other = new ServerSocket()) {
            QuorumNode node = cluster.quorumNode(1);
            node.kill();

            other.setReuseAddress(true);
            assertThatThrownBy(() -> other.bind(address(node))).isInstanceOf(BindException.class);

            node.start();
            connectTo(node);
        }
    }

    @Test
    void nodeThatOneThreadKillsAndAnotherStartsListensWheneverItIsUp() throws Exception {
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(1).start()) {
            QuorumNode node = cluster.quorumNode(1);
            CompletableFuture<Void> killer = CompletableFuture.runAsync(() -> {
                for (int kills = 0; kills < 100; ) {
                    kills += succeeds(node::kill) ? 1 : 0;
                }
            });
            while (!killer.isDone()) {
                succeeds(node::start);
            }
            killer.get();
            succeeds(node::start);

            connectTo(node);
        } // closing fails where a node could not listen
    }

    private static boolean succeeds(Runnable transition) {
        try {
            transition.run();
            return true;
        } catch (IllegalStateException notInThisState) {
            assertThat(notInThisState).message().containsAnyOf("is down already", "is running already");
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    private static InetSocketAddress address(Node node) {
        int port = Integer.parseInt(node.address().substring(node.address().indexOf(':') + 1));
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static void connectTo(Node node) throws IOException {
        try (Socket client = new Socket()) {
            client.connect(address(node));
        }
    }
}

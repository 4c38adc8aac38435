package io.embeddedcluster.internal.host.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Split;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveMachineTest {

    private static final NodeName ONE = NodeName.broker(1);
    private static final NodeName TWO = NodeName.broker(2);

    private final LiveCluster cluster = new LiveCluster("127.0.0.1", 42);
    private final LiveMachine one = cluster.add(ONE, 0);
    private final LiveMachine two = cluster.add(TWO, 0);

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void tcpClientIsAnsweredOnThePortThatTheMachineTook() throws Exception {
        boot(one, LiveMachineTest::echo);

        try (Socket client = connect(one)) {
            client.getOutputStream().write("ping".getBytes(StandardCharsets.US_ASCII));

            assertThat(client.getInputStream().readNBytes(4)).asString().isEqualTo("ping");
        }
    }

    @Test
    void crashResetsClientsAndRefusesNewOnesUntilTheNodeIsBackOnTheSamePort() throws Exception {
        boot(one, LiveMachineTest::echo);
        try (Socket client = connect(one)) {
            client.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(1);

            run(one, one::crash);

            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        awaitClosed(one);
        assertThatThrownBy(() -> connect(one)).isInstanceOf(ConnectException.class);

        boot(one, LiveMachineTest::echo);
        connect(one).close();
    }

    @Test
    void pausedNodeKeepsItsSocketsOpenAndAnswersAfterTheEndOfThePause() throws Exception {
        boot(one, LiveMachineTest::echo);
        try (Socket client = connect(one)) {
            client.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(1);

            run(one, one::pause);
            client.getOutputStream().write(2);
            client.setSoTimeout(100);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            run(one, one::resume);
            client.setSoTimeout(5_000);
            assertThat(client.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void streamBetweenNodesCarriesBytesInOrderAndEndsWithReasons() throws Exception {
        boot(two, LiveMachineTest::echo);
        Recorder recorder = new Recorder();
        boot(one, host -> recorder.connect(host, TWO));

        await().until(() -> recorder.text().equals("hello from broker-1"));
        run(two, two::crash);
        await().until(() -> recorder.events.contains("closed: connection reset by broker-2"));
    }

    @Test
    void connectionToANodeThatIsDownIsRefused() throws Exception {
        Recorder recorder = new Recorder();
        boot(one, host -> recorder.connect(host, TWO));

        await().until(() -> recorder.events.contains("closed: connection refused by broker-2"));
    }

    @Test
    void splitHoldsStreamsLosesMessagesCountsBothAndHealsInOrder() throws Exception {
        List<String> messages = new CopyOnWriteArrayList<>();
        boot(two, host -> {
            echo(host);
            host.network().onMessage((sender, bytes) -> messages.add(text(bytes)));
        });
        Split split = cluster.fabric().split(Set.of(ONE), Set.of(TWO));
        Recorder recorder = new Recorder();
        boot(one, host -> {
            recorder.connect(host, TWO);
            host.network().send(TWO, bytes("lost"));
        });
        await().until(() -> split.stoppedCount() == 3);
        assertThat(recorder.events).isEmpty();

        cluster.fabric().heal(split);

        await().until(() -> recorder.text().equals("hello from broker-1"));
        assertThat(messages).isEmpty();
    }

    @Test
    void timersFireInClusterTimeAndDieWithTheRun() throws Exception {
        CountDownLatch fired = new CountDownLatch(1);
        List<String> dead = new CopyOnWriteArrayList<>();
        // In one turn of the event loop, or it could be too late for the crash.
        run(two, () -> {
            two.boot(host -> host.timers().schedule(Duration.ofMillis(20), () -> dead.add("fired")));
            two.crash();
        });
        boot(one, host -> host.timers().schedule(Duration.ofMillis(20), fired::countDown));

        assertThat(fired.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(dead).isEmpty();
    }

    @Test
    void exceptionOutOfNodeCodeIsADefectOfTheCluster() throws Exception {
        boot(one, host -> {
            throw new IllegalStateException("broken on purpose");
        });

        await().until(() -> cluster.defects().size() == 1);
        assertThat(cluster.journal().events()).anyMatch(event -> event.detail().contains("broken on purpose"));
    }

    @Test
    void runWhosePortCannotBeOpenedDoesNotBeginAndNamesThePort() throws Exception {
        List<String> begun = new CopyOnWriteArrayList<>();
        try (ServerSocketChannel other = ServerSocketChannel.open()) {
            other.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            one.port().share(() -> bound(other, one.address()));
            run(
                    one,
                    () -> assertThatThrownBy(() -> one.boot(host -> begun.add("begun")))
                            .isInstanceOf(UncheckedIOException.class)
                            .hasMessage("broker-1 cannot listen on 127.0.0.1:"
                                    + one.address().getPort() + ": Address already in use"));
        }

        assertThat(one.isRunning()).isFalse();
        assertThat(begun).isEmpty();
        assertThat(cluster.defects()).isEmpty();
    }

    @Test
    void clusterThatTwoThreadsCloseIsClosedOnceAndForBothWhenTheyReturn() throws Exception {
        LiveCluster shortLived = new LiveCluster("127.0.0.1", 1);
        LiveMachine machine = shortLived.add(ONE, 0);
        CountDownLatch stalled = new CountDownLatch(1);
        machine.execute(() -> awaitLatch(stalled));
        CompletableFuture<Void> first = CompletableFuture.runAsync(shortLived::close);
        CompletableFuture<Void> second = CompletableFuture.runAsync(shortLived::close);

        assertThatThrownBy(() -> CompletableFuture.anyOf(first, second).get(200, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        stalled.countDown();
        CompletableFuture.allOf(first, second).get(5, TimeUnit.SECONDS);

        long before = cluster.clock().nanos();
        await().until(() ->
                cluster.clock().nanos() - before > Duration.ofMillis(100).toNanos());
    }

    @Test
    void interruptedThreadClosesAClusterAllTheSameAndStaysInterrupted() {
        LiveCluster shortLived = new LiveCluster("127.0.0.1", 1);
        LiveMachine machine = shortLived.add(ONE, 0);
        Thread.currentThread().interrupt();
        try {
            shortLived.close();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(machine.isClosed()).isTrue();
    }

    @Test
    void clockThatNobodyHoldsCannotBeLetGo() {
        assertThatThrownBy(() -> new ClusterClock(new NioEventLoopGroup(1)).letGo())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closedClusterTakesNoMoreMachines() {
        LiveCluster shortLived = new LiveCluster("127.0.0.1", 1);
        shortLived.close();
        assertThatThrownBy(() -> shortLived.add(ONE, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    private static ServerSocketChannel bound(ServerSocketChannel socket, InetSocketAddress address) {
        try {
            return socket.bind(address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void echo(Host host) {
        host.network().listen(stream -> new StreamHandler() {
            @Override
            public void onBytes(ByteBuffer bytes) {
                stream.send(bytes);
            }

            @Override
            public void onClosed(String reason) {}
        });
    }

    private static Socket connect(LiveMachine machine) throws IOException {
        InetSocketAddress address = machine.address();
        return new Socket(address.getAddress(), address.getPort());
    }

    private static void boot(LiveMachine machine, Consumer<Host> program) throws Exception {
        run(machine, () -> machine.boot(program));
    }

    private static void run(LiveMachine machine, Runnable task) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        machine.execute(() -> {
            task.run();
            done.countDown();
        });
        assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
    }

    /** Waits until what a crash has closed is closed for the operating system too. */
    private static void awaitClosed(LiveMachine machine) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        machine.afterClosing(closed::countDown);
        assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    /** Connects, sends a greeting, and keeps what it hears. */
    private static final class Recorder implements StreamHandler {

        final List<String> events = new CopyOnWriteArrayList<>();
        private final List<String> received = new CopyOnWriteArrayList<>();

        void connect(Host host, NodeName target) {
            Stream stream = host.network().connect(target, this);
            stream.send(bytes("hello "), bytes("from " + host.name()));
        }

        String text() {
            return String.join("", received);
        }

        @Override
        public void onOpen() {
            events.add("open");
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            received.add(LiveMachineTest.text(bytes));
        }

        @Override
        public void onClosed(String reason) {
            events.add("closed: " + reason);
        }
    }
}

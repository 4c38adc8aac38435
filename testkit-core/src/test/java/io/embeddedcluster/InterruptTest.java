package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.fault.Fault;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** A thread that is interrupted waits no longer and says for what; what it changes is done whole, and it stays interrupted. */
@Timeout(20)
@TestInstance(Lifecycle.PER_CLASS)
class InterruptTest {

    private Cluster cluster;

    @BeforeAll
    void start() {
        cluster = Cluster.builder().brokers(2).quorum(1).topic("orders", 1).start();
    }

    @AfterEach
    void clear() {
        assertThat(Thread.interrupted()).isTrue();
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @Test
    void waitEndsAtOnceAndSaysWhatWasAwaited() {
        interruptSoon();

        assertThatThrownBy(() -> cluster.await().atMost(Duration.ofMinutes(1)).until("pigs fly", () -> false))
                .isInstanceOf(TestkitException.class)
                .hasMessageStartingWith("interrupted while waiting until pigs fly\n")
                .hasMessageContaining("broker-1");
    }

    @Test
    void waitForWhatIsThereDoesNotMind() {
        Thread.currentThread().interrupt();

        cluster.await().topic("orders").hasLeaders();
    }

    @Test
    void splitIsInForceAndKnownAndHealed() {
        Thread.currentThread().interrupt();

        Fault split = cluster.faults().split(Set.of(cluster.broker(1)), Set.of(cluster.broker(2)));
        assertThat(cluster.faults().active()).containsExactly(split);
        cluster.faults().heal();
        assertThat(cluster.faults().active()).isEmpty();
    }

    @Test
    void shutdownEndsTheNodeAsItIs() {
        Broker broker = cluster.broker(2);
        cluster.quorumNode(1).pause(); // so that nothing can be handed over
        interruptSoon();
        try {
            assertThatThrownBy(broker::shutdown)
                    .isInstanceOf(TestkitException.class)
                    .hasMessage(
                            "interrupted while waiting until broker-2 has handed over what it leads; it has ended as it was");
            assertThat(broker.isRunning()).isFalse();
        } finally {
            cluster.quorumNode(1).resume();
        }
        broker.start();
        assertThat(broker.isRunning()).isTrue();
    }

    @Test
    void killAndStartAreWhole() {
        Broker broker = cluster.broker(2);
        Thread.currentThread().interrupt();

        broker.kill();
        assertThat(broker.isRunning()).isFalse();
        broker.start();
        assertThat(broker.isRunning()).isTrue();
    }

    @Test
    void startLeavesNothingBehind() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Cluster.builder().brokers(3).quorum(3).start())
                .isInstanceOf(TestkitException.class)
                .hasMessageStartingWith("interrupted while waiting until ");
    }

    @Test
    void closeDoesItsWork() {
        Cluster other = closedByTheThread();

        assertThat(other.quorum()).noneMatch(Node::isRunning);
    }

    private static Cluster closedByTheThread() {
        try (Cluster closing = Cluster.builder().brokers(0).quorum(1).start()) {
            Thread.currentThread().interrupt();
            return closing;
        }
    }

    private static void interruptSoon() {
        Thread waiting = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            while (waiting.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            waiting.interrupt();
        });
        interrupter.start();
    }
}

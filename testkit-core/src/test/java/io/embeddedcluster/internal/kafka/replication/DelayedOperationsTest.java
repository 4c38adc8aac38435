package io.embeddedcluster.internal.kafka.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.fixture.ManualHost;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DelayedOperationsTest {

    private static final TopicPartition P0 = new TopicPartition("t", 0);
    private static final TopicPartition P1 = new TopicPartition("t", 1);

    private final ManualHost host = new ManualHost();
    private final DelayedOperations operations = new DelayedOperations(host);

    @Test
    void anOperationThatCanCompleteDoesNotWait() {
        Probe probe = new Probe(true);

        operations.tryOrWait(probe, List.of(P0), Duration.ofSeconds(1));

        assertThat(operations.size()).isZero();
        assertThat(probe.tries).isEqualTo(1);
    }

    @Test
    void manyWakesCostOneTryAfterTheEvent() {
        Probe probe = new Probe(false);
        operations.tryOrWait(probe, List.of(P0, P1), Duration.ofSeconds(1));
        probe.ready = true;

        operations.wake(P0);
        operations.wake(P1);
        operations.wake(P0);

        assertThat(probe.tries).isEqualTo(1);
        host.run();
        assertThat(probe.tries).isEqualTo(2);
        assertThat(operations.size()).isZero();
    }

    @Test
    void timeOverExpiresOnce() {
        Probe probe = new Probe(false);
        operations.tryOrWait(probe, List.of(P0), Duration.ofSeconds(1));

        host.advance(Duration.ofSeconds(3));
        operations.wake(P0);
        host.run();

        assertThat(probe.expired).isEqualTo(1);
        assertThat(probe.tries).isEqualTo(1);
    }

    @Test
    void anotherPartitionDoesNotWake() {
        Probe probe = new Probe(false);
        operations.tryOrWait(probe, List.of(P0), Duration.ofSeconds(1));

        operations.wake(P1);
        host.run();

        assertThat(probe.tries).isEqualTo(1);
    }

    @Test
    void whatIsTakenBackNeverCompletes() {
        Probe probe = new Probe(false);
        DelayedOperations.Wait wait = operations.tryOrWait(probe, List.of(P0), Duration.ofSeconds(1));

        operations.wake(P0);
        wait.cancel();
        host.advance(Duration.ofSeconds(2));

        assertThat(probe.expired).isZero();
        assertThat(probe.tries).isEqualTo(1);
        assertThat(operations.size()).isZero();
    }

    @Test
    void oneThatThrowsFailsAloneAndTheOthersAreTried() {
        Probe broken = new Probe(false);
        Probe other = new Probe(false);
        operations.tryOrWait(broken, List.of(P0), Duration.ofSeconds(1));
        operations.tryOrWait(other, List.of(P0), Duration.ofSeconds(1));
        broken.defect = new IllegalStateException("broken");
        other.ready = true;

        operations.wake(P0);
        host.run();

        assertThat(broken.failure).isEqualTo(broken.defect);
        assertThat(other.tries).isEqualTo(2);
        assertThat(operations.size()).isZero();
    }

    @Test
    void oneThatThrowsWhenItsTimeIsOverFails() {
        Probe broken = new Probe(false);
        operations.tryOrWait(broken, List.of(P0), Duration.ofSeconds(1));
        broken.defect = new IllegalStateException("broken");

        host.advance(Duration.ofSeconds(2));

        assertThat(broken.failure).isEqualTo(broken.defect);
        assertThat(operations.size()).isZero();
    }

    private static final class Probe implements DelayedOperation {

        private boolean ready;
        private int tries;
        private int expired;
        private RuntimeException defect;
        private Throwable failure;

        Probe(boolean ready) {
            this.ready = ready;
        }

        @Override
        public boolean tryComplete() {
            tries++;
            throwDefect();
            return ready;
        }

        @Override
        public void expire() {
            expired++;
            throwDefect();
        }

        @Override
        public void fail(Throwable problem) {
            failure = problem;
        }

        private void throwDefect() {
            if (defect != null) {
                throw defect;
            }
        }
    }
}

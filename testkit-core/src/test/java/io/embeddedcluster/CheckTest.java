package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A check that can see nothing does not pass. */
class CheckTest {

    @Test
    void withoutABrokerThatAnswersThereIsNoResult() {
        try (Cluster cluster =
                Cluster.builder().brokers(1).quorum(1).topic("orders", 1).start()) {
            cluster.broker(1).pause();

            assertThatThrownBy(cluster::check)
                    .isInstanceOf(TestkitException.class)
                    .hasMessageStartingWith("cannot check: no broker answers");
        }
    }

    @Test
    void anEnsembleAloneIsChecked() {
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(1).start()) {
            cluster.check();
        }
    }
}

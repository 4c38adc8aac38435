package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.clients.admin.Admin;
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
    void aTopicThatIsBeingDeletedIsNotMissed() throws Exception {
        try (Cluster cluster = Cluster.builder().brokers(3).quorum(1).start();
                Admin admin = Admin.create(cluster.clientProperties())) {
            for (int round = 0; round < 20; round++) {
                String name = "short-lived-" + round;
                cluster.createTopic(TopicSpec.of(name, 3, 3));
                admin.deleteTopics(List.of(name)).all().get();

                cluster.check();
            }
        }
    }

    @Test
    void aBrokerThatHasReadNothingIsNoWitness() {
        try (Cluster cluster =
                Cluster.builder().brokers(1).quorum(1).topic("orders", 1).start()) {
            cluster.quorumNode(1).kill();
            cluster.broker(1).kill();
            cluster.broker(1).start();

            assertThatThrownBy(cluster::check)
                    .isInstanceOf(TestkitException.class)
                    .hasMessageStartingWith("cannot check: no broker answers that has read the metadata");
            assertThatThrownBy(() -> cluster.topic("orders")).isInstanceOf(TestkitException.class);
        }
    }

    @Test
    void anEnsembleAloneIsChecked() {
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(1).start()) {
            cluster.check();
        }
    }
}

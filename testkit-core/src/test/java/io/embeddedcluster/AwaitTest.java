package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.history.JournalEntry;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What was awaited is there: metadata that speak of a broker's earlier life do not count. */
@TestInstance(Lifecycle.PER_CLASS)
class AwaitTest {

    private static final int ROUNDS = 5;

    private Cluster cluster;

    @BeforeAll
    void start() {
        cluster = Cluster.builder()
                .brokers(3)
                .quorum(3)
                .topic(TopicSpec.of("orders", 3, 3))
                .start();
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @RepeatedTest(ROUNDS)
    void topicHasLeadersAfterTheRestartOfOneBroker() {
        restart(List.of(cluster.leaderOf("orders", 0)));

        cluster.await().topic("orders").hasLeaders();

        cluster.check();
        cluster.records("orders");
        cluster.await().topic("orders").isFullyInSync();
    }

    @RepeatedTest(ROUNDS)
    void partitionHasALeaderAfterTheRestartOfAllBrokers() {
        restart(cluster.brokers());

        Broker leader = cluster.await().leaderOf("orders", 0).exists();

        assertThat(newest(leader, "leader-began")).isGreaterThan(newest(leader, "start"));
        cluster.await().topic("orders").hasLeaders();
        cluster.check();
        cluster.await().topic("orders").isFullyInSync();
    }

    @RepeatedTest(ROUNDS)
    void brokerIsRegisteredAnew() {
        Broker broker = cluster.broker(2);
        restart(List.of(broker));

        cluster.await().registered(broker);

        assertThat(newest(broker, "broker-registered")).isGreaterThan(newest(broker, "start"));
        cluster.await().topic("orders").isFullyInSync();
    }

    @RepeatedTest(ROUNDS)
    void controllerIsElectedAnew() {
        Broker before = cluster.controller();
        restart(List.of(before));

        cluster.await().controller();

        Broker controller = cluster.controller();
        assertThat(newest(controller, "controller-elected")).isGreaterThan(newest(before, "start"));
        cluster.await().topic("orders").isFullyInSync();
    }

    private static void restart(List<Broker> brokers) {
        brokers.forEach(Broker::kill);
        brokers.forEach(Broker::start);
    }

    /** The place in the journal of a node's newest entry of that kind. */
    private long newest(Broker broker, String kind) {
        return cluster.journal().entries().stream()
                .filter(entry ->
                        entry.node().equals(broker.name()) && entry.kind().equals(kind))
                .mapToLong(JournalEntry::sequence)
                .max()
                .orElse(-1);
    }
}

package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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

    /** Alone in sync it cannot raise its high watermark, which it has not kept, to where it was. */
    @Test
    void aLeaderThatHasJustBegunHasLostNothing() throws Exception {
        TopicSpec topic = TopicSpec.of("orders", 1, 3).withConfig("min.insync.replicas", "2");
        try (Cluster cluster =
                Cluster.builder().brokers(3).quorum(1).topic(topic).start()) {
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    cluster.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>("orders", new byte[1])).get(20, TimeUnit.SECONDS);
            }
            Broker first = cluster.leaderOf("orders", 0);
            List<Broker> others = cluster.brokers().stream()
                    .filter(broker -> !broker.equals(first))
                    .toList();
            others.forEach(Node::kill);
            // Else one that is dead and not yet known to be could become its successor.
            cluster.await()
                    .topic("orders")
                    .matches(
                            "has its leader alone in sync",
                            view -> view.partition(0).isr().equals(List.of(first.id())));
            first.kill();
            long began = timesBegun(cluster, first);
            first.start();
            await("the broker that came back leads")
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> timesBegun(cluster, first) > began);

            cluster.check();

            others.get(0).start();
            assertThat(cluster.records("orders")).hasSize(1);
        }
    }

    private static long timesBegun(Cluster cluster, Broker leader) {
        return cluster.journal().entries().stream()
                .filter(entry ->
                        entry.node().equals(leader.name()) && entry.kind().equals("leader-began"))
                .count();
    }

    @Test
    void anEnsembleAloneIsChecked() {
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(1).start()) {
            cluster.check();
        }
    }
}

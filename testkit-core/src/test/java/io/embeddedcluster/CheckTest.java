package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
            cluster.brokers().forEach(Node::kill);
            Broker first = cluster.broker(1);
            first.start();
            cluster.await().topic("orders").matches("has a leader of another epoch", view -> {
                PartitionView partition = view.partition(0);
                return partition.leaderEpoch() > 0 && partition.leader().isPresent();
            });

            cluster.check();

            cluster.broker(2).start();
            assertThat(cluster.records("orders")).hasSize(1);
        }
    }

    @Test
    void anEnsembleAloneIsChecked() {
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(1).start()) {
            cluster.check();
        }
    }
}

package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Who may lead, and what is accepted, when replicas are gone. */
class ElectionTest {

    @Test
    void withOneReplicaInSyncAcksAllFailsAndAcksOneSucceeds() throws Exception {
        TopicSpec topic = TopicSpec.of("orders", 1, 3).withConfig("min.insync.replicas", "2");
        try (Cluster cluster =
                Cluster.builder().brokers(3).quorum(3).topic(topic).start()) {
            Broker leader = leaveOnlyTheLeaderInSync(cluster);

            try (KafkaProducer<String, String> all = producer(cluster, "all");
                    KafkaProducer<String, String> one = producer(cluster, "1")) {
                assertThatThrownBy(() -> send(all, "refused").get(20, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(NotEnoughReplicasException.class);
                assertThat(send(one, "accepted").get(20, TimeUnit.SECONDS).offset())
                        .isZero();
            }
            // Below min.insync.replicas nothing more is committed: the record waits for a second replica.
            assertThat(cluster.records("orders")).isEmpty();
            otherReplica(cluster, leader).start();
            cluster.await()
                    .until(
                            "the accepted record is committed",
                            () -> cluster.records("orders").size() == 1);
            assertThat(cluster.records("orders").get(0).valueText()).contains("accepted");
        }
    }

    @Test
    void withTheWholeIsrDeadThereIsNoLeaderUntilOneOfTheIsrReturns() throws Exception {
        try (Cluster cluster = Cluster.builder()
                .brokers(3)
                .quorum(3)
                .topic(TopicSpec.of("orders", 1, 2))
                .start()) {
            Broker leader = leaveOnlyTheLeaderInSync(cluster);
            try (KafkaProducer<String, String> one = producer(cluster, "1")) {
                send(one, "kept").get(20, TimeUnit.SECONDS);
            }
            leader.kill();
            cluster.await().leaderOf("orders", 0).isNone();

            Broker outOfSync = otherReplica(cluster, leader);
            outOfSync.start();
            cluster.await().registered(outOfSync);
            assertThat(cluster.topic("orders").partition(0).leader()).isEmpty();
            assertThat(cluster.topic("orders").partition(0).isr()).containsExactly(leader.id());

            leader.start();
            cluster.await().leaderOf("orders", 0).is(leader);
            assertThat(cluster.records("orders")).hasSize(1);
        }
    }

    @Test
    void uncleanElectionReturnsSoonerAndLosesWhatItMust() throws Exception {
        TopicSpec topic = TopicSpec.of("orders", 1, 2).withConfig("unclean.leader.election.enable", "true");
        try (Cluster cluster =
                Cluster.builder().brokers(3).quorum(3).topic(topic).start()) {
            Broker leader = leaveOnlyTheLeaderInSync(cluster);
            try (KafkaProducer<String, String> one = producer(cluster, "1")) {
                send(one, "lost").get(20, TimeUnit.SECONDS);
            }
            leader.kill();
            cluster.await().leaderOf("orders", 0).isNone();

            Broker outOfSync = otherReplica(cluster, leader);
            outOfSync.start();

            cluster.await().leaderOf("orders", 0).is(outOfSync);
            assertThat(cluster.records("orders")).isEmpty();
            leader.start();
            cluster.await()
                    .topic("orders")
                    .matches(
                            leader + " follows without what was lost",
                            view -> view.partition(0).isr().contains(leader.id())
                                    && view.partition(0).replicas().stream()
                                            .filter(ReplicaView::isRunning)
                                            .allMatch(replica -> replica.logEndOffset() == 0));
        }
    }

    @Test
    void preferredLeaderComesBackAfterARestart() {
        try (Cluster cluster = Cluster.builder()
                .brokers(3)
                .quorum(3)
                .topic(TopicSpec.of("orders", 3, 3))
                .start()) {
            Broker preferred = cluster.leaderOf("orders", 0);
            preferred.kill();
            cluster.await().leaderOf("orders", 0).isNot(preferred);

            preferred.start();

            cluster.await().leaderOf("orders", 0).is(preferred);
        }
    }

    @Test
    void controllerIsReplacedWhenItDies() {
        try (Cluster cluster = Cluster.builder().brokers(3).quorum(1).start()) {
            Broker controller = cluster.controller();
            controller.kill();

            cluster.await().until("another broker is the controller", () -> {
                try {
                    return !cluster.controller().equals(controller);
                } catch (TestkitException notYet) {
                    return false;
                }
            });
        }
    }

    private static Broker leaveOnlyTheLeaderInSync(Cluster cluster) {
        Broker leader = cluster.leaderOf("orders", 0);
        replicasBeside(cluster, leader).forEach(Broker::kill);
        cluster.await()
                .topic("orders")
                .matches(
                        "has only its leader in sync",
                        view -> view.partition(0).isr().equals(List.of(leader.id())));
        return leader;
    }

    private static Broker otherReplica(Cluster cluster, Broker leader) {
        return replicasBeside(cluster, leader).get(0);
    }

    private static List<Broker> replicasBeside(Cluster cluster, Broker leader) {
        return cluster.topic("orders").partition(0).replicas().stream()
                .map(replica -> cluster.broker(replica.broker()))
                .filter(broker -> !broker.equals(leader))
                .toList();
    }

    private static Future<RecordMetadata> send(KafkaProducer<String, String> producer, String value) {
        return producer.send(new ProducerRecord<>("orders", 0, "key", value));
    }

    private static KafkaProducer<String, String> producer(Cluster cluster, String acks) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        cluster.bootstrapServers(),
                        ProducerConfig.ACKS_CONFIG,
                        acks,
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        false,
                        ProducerConfig.RETRIES_CONFIG,
                        0),
                new StringSerializer(),
                new StringSerializer());
    }
}

package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.check.CheckResult;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a check says what an unclean election took, and says that the topic allows it.
 *
 * <p>Method: the follower of two replicas is away while a real producer is told that its records are safe; then only that
 * follower comes back, leads, and takes other records at the same offsets.
 */
class UncleanElectionTest {

    private static final TopicSpec TOPIC =
            TopicSpec.of("orders", 1, 2).withConfig("unclean.leader.election.enable", "true");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatItTookIsAllowedAndSaid(boolean isIdempotent) throws Exception {
        try (Cluster cluster =
                Cluster.builder().brokers(2).quorum(1).topic(TOPIC).start()) {
            Broker leader = cluster.leaderOf("orders", 0);
            Broker follower = cluster.brokers().stream()
                    .filter(broker -> broker.id() != leader.id())
                    .findFirst()
                    .orElseThrow();
            follower.kill();
            send(cluster, isIdempotent, "before");
            leader.kill();
            follower.start();
            cluster.await().topic("orders").hasLeaders();
            send(cluster, isIdempotent, "after");

            CheckResult result = cluster.check();

            assertThat(result.anomalies()).isEmpty();
            assertThat(result.summary())
                    .containsPattern("3 acknowledged batches of orders-0 were lost by the unclean election of leader"
                            + " epoch [0-9]+, which the topic allows");
        }
    }

    private static void send(Cluster cluster, boolean isIdempotent, String text) throws Exception {
        Map<String, Object> config =
                new HashMap<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()));
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, isIdempotent);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < 3; i++) {
                producer.send(new ProducerRecord<>("orders", 0, null, text + i)).get();
            }
        }
    }
}

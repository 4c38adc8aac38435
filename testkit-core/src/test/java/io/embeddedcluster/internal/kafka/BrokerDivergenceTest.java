package io.embeddedcluster.internal.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import io.embeddedcluster.internal.kafka.config.TopicConfig;
import io.embeddedcluster.internal.kafka.fixture.BrokerCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

/** Rows of {@code docs/divergence.md} about brokers that no other test shows. */
class BrokerDivergenceTest {

    @Test
    void aReplicaMayLagForASecondUnlessTheBrokerSaysOtherwise() {
        assertThat(BrokerConfig.of(Map.of()).replicaLagTimeMax()).isEqualTo(Duration.ofSeconds(1));
        assertThat(BrokerConfig.of(Map.of("replica.lag.time.max.ms", "30000")).replicaLagTimeMax())
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void configsThatAreNotObeyedYetAreAccepted() {
        BrokerConfig broker = BrokerConfig.of(Map.of("socket.request.max.bytes", "1024", "broker.rack", "a"));
        Map<String, String> topic = Map.of(
                "retention.ms", "1",
                "cleanup.policy", "compact",
                "flush.messages", "1",
                "compression.type", "gzip",
                "segment.ms", "1");

        TopicConfig.validate(topic, broker);

        assertThat(TopicConfig.of(topic, broker).retentionMillis()).isOne();
    }

    @Test
    void noReplicaOutsideTheIsrIsEligible() throws Exception {
        try (BrokerCluster cluster = new BrokerCluster(2, 1, Map.of());
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            admin.createTopics(
                            List.of(new NewTopic("orders", 1, (short) 2).configs(Map.of("min.insync.replicas", "2"))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            cluster.awaitInSync("orders", 0, 2);
            int leader = cluster.awaitLeader("orders", 0);
            cluster.kill(3 - leader);
            cluster.awaitInSync("orders", 0, 1);

            TopicPartitionInfo partition = admin.describeTopics(List.of("orders"))
                    .allTopicNames()
                    .get(20, TimeUnit.SECONDS)
                    .get("orders")
                    .partitions()
                    .get(0);
            assertThat(partition.elr()).isEmpty();
            assertThat(partition.lastKnownElr()).isEmpty();
        }
    }
}

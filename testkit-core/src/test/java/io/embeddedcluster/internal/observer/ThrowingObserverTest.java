package io.embeddedcluster.internal.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.journal.JournalEvent;
import io.embeddedcluster.internal.kafka.fixture.BrokerCluster;
import io.embeddedcluster.internal.zookeeper.QuorumServer;
import io.embeddedcluster.internal.zookeeper.fixture.LiveEnsemble;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;

/** What a real client notices of an observer that throws whatever it is told: nothing. */
class ThrowingObserverTest {

    private final ThrowingObserver observer = new ThrowingObserver("broken", new IllegalStateException("broken"));

    @Test
    void producersOfABrokerGetTheirAnswersAndTopicsGo() throws Exception {
        try (BrokerCluster cluster = new BrokerCluster(2, 1, Map.of(), List.of(observer))) {
            Map<String, Object> client = Map.of("bootstrap.servers", cluster.bootstrapServers());
            try (Admin admin = Admin.create(client)) {
                admin.createTopics(List.of(new NewTopic("orders", 1, (short) 2)))
                        .all()
                        .get(20, TimeUnit.SECONDS);
                cluster.awaitInSync("orders", 0, 2);
                try (KafkaProducer<String, String> producer =
                        new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
                    for (long offset = 0; offset < 3; offset++) {
                        assertThat(producer.send(new ProducerRecord<>("orders", "key", "value"))
                                        .get(20, TimeUnit.SECONDS)
                                        .offset())
                                .isEqualTo(offset);
                    }
                }
                assertThat(cluster.acknowledgements())
                        .as("what the other observer was told")
                        .hasSize(3);
                admin.deleteTopics(List.of("orders")).all().get(20, TimeUnit.SECONDS);
                cluster.awaitUnknown("orders");
            }
            assertThat(observer.kinds()).containsExactlyInAnyOrder("recordsAcknowledged", "topicDeletionAsked");
            assertNamed(cluster.defects(), cluster.journal().events(), "broker-");
        }
    }

    @Test
    void clientsOfAQuorumNodeAreAnsweredAndAllNodesApplyTheSame() throws Exception {
        LiveEnsemble ensemble =
                new LiveEnsemble(3, spec -> spec, (spec, host) -> new QuorumServer(spec, host, List.of(observer)));
        try {
            ZooKeeper client = ensemble.client(event -> {});
            assertThat(client.create("/a", new byte[1], LiveEnsemble.OPEN, CreateMode.PERSISTENT))
                    .isEqualTo("/a");
            assertThat(client.setData("/a", new byte[2], -1).getVersion()).isOne();
            ensemble.awaitSameState();
        } finally {
            assertThatThrownBy(ensemble::close).hasStackTraceContaining("observer broken failed: ");
        }
        assertThat(observer.kinds()).containsExactlyInAnyOrder("entryApplied", "zxidAcknowledged", "termStarted");
        assertNamed(ensemble.cluster().defects(), ensemble.cluster().journal().events(), "quorum-");
    }

    private static void assertNamed(List<Throwable> defects, List<JournalEvent> journal, String node) {
        assertThat(defects)
                .as("defects, with which a cluster fails at its close")
                .isNotEmpty()
                .allSatisfy(defect -> assertThat(defect).hasMessageStartingWith("observer broken failed: "));
        assertThat(journal).anySatisfy(event -> {
            assertThat(event.node()).startsWith(node);
            assertThat(event.kind()).isEqualTo("observer-failed");
            assertThat(event.detail()).startsWith("observer broken failed: ");
        });
    }
}

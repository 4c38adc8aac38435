package io.embeddedcluster.internal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.kafka.fixture.BrokerCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real clients of kafka-clients against three brokers and three quorum nodes, over TCP. */
@Timeout(60)
class BrokerRealClientTest {

    private static final String TOPIC = "orders";

    private final BrokerCluster cluster = new BrokerCluster(3, 3, Map.of());

    @AfterEach
    void close() {
        try {
            if (Boolean.getBoolean("journal")) {
                System.out.println(cluster.journalText());
            }
            assertThat(cluster.defects()).isEmpty();
        } finally {
            cluster.close();
        }
    }

    @Test
    void adminCreatesDescribesListsAndDeletesTopics() throws Exception {
        try (Admin admin = admin()) {
            create(admin, 3, 3);

            assertThat(admin.listTopics().names().get(10, TimeUnit.SECONDS)).containsExactly(TOPIC);
            TopicDescription description = describe(admin);
            assertThat(description.partitions()).hasSize(3).allSatisfy(partition -> {
                assertThat(partition.isr()).hasSize(3);
                assertThat(partition.leader()).isNotNull();
            });
            assertThat(admin.describeCluster().nodes().get()).hasSize(3);
            assertThat(admin.describeCluster().controller().get().id()).isPositive();
            assertThat(admin.describeCluster().clusterId().get()).isEqualTo("test-cluster-id");
            assertThatThrownBy(() -> create(admin, 1, 1)).hasCauseInstanceOf(TopicExistsException.class);

            admin.deleteTopics(List.of(TOPIC)).all().get(10, TimeUnit.SECONDS);
            cluster.awaitUnknown(TOPIC);
            assertThat(admin.listTopics().names().get()).isEmpty();
        }
    }

    @Test
    void whatAnIdempotentProducerSendsAConsumerReadsInOrder() throws Exception {
        try (Admin admin = admin()) {
            create(admin, 3, 3);
        }
        List<RecordMetadata> sent = send(producer("all"), 1_000);

        assertThat(sent).hasSize(1_000);
        List<ConsumerRecord<String, String>> read = read(1_000);
        assertThat(read).extracting(ConsumerRecord::value).doesNotHaveDuplicates();
        for (int partition = 0; partition < 3; partition++) {
            int id = partition;
            assertThat(read.stream().filter(r -> r.partition() == id).map(r -> Integer.valueOf(r.value())))
                    .isSorted();
        }
        assertThat(cluster.acknowledgements()).isNotEmpty();
    }

    @Test
    void noAcknowledgedRecordIsLostWhenLeadersAreKilled() throws Exception {
        try (Admin admin = admin()) {
            create(admin, 1, 3, Map.of("min.insync.replicas", "2"));
        }
        KafkaProducer<String, String> producer = producer("all");
        List<RecordMetadata> sent = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            cluster.awaitInSync(TOPIC, 0, 3);
            int leader = cluster.awaitLeader(TOPIC, 0);
            List<Future<RecordMetadata>> pending = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                pending.add(producer.send(new ProducerRecord<>(TOPIC, "k", Integer.toString(round * 200 + i))));
                if (i == 100) {
                    cluster.kill(leader);
                }
            }
            for (Future<RecordMetadata> future : pending) {
                sent.add(future.get(20, TimeUnit.SECONDS));
            }
            cluster.start(leader);
        }
        producer.close();

        List<ConsumerRecord<String, String>> read = read(600);

        assertThat(sent).hasSize(600);
        assertThat(read.stream().map(r -> Integer.valueOf(r.value())))
                .isSorted()
                .doesNotHaveDuplicates();
        cluster.awaitInSync(TOPIC, 0, 3);
    }

    @Test
    void leadershipIsHandedOverBeforeABrokerShutsDownAndComesBackAfterIt() throws Exception {
        try (Admin admin = admin()) {
            create(admin, 1, 3);
        }
        int preferred = cluster.awaitLeader(TOPIC, 0);

        cluster.shutdown(preferred);

        int next = cluster.awaitLeader(TOPIC, 0);
        assertThat(next).isNotEqualTo(preferred);
        assertThat(send(producer("all"), 10)).hasSize(10);
        cluster.start(preferred);
        cluster.awaitInSync(TOPIC, 0, 3);
        org.awaitility.Awaitility.await()
                .atMost(BrokerCluster.LIMIT)
                .until(() -> cluster.awaitLeader(TOPIC, 0) == preferred);
        assertThat(read(10)).hasSize(10);
    }

    @Test
    void anUnknownTopicIsCreatedForAProducer() throws Exception {
        List<RecordMetadata> sent = send(producer("1"), 5);

        assertThat(sent).hasSize(5);
        assertThat(read(5)).hasSize(5);
    }

    @Test
    void offsetsAreFoundByTimeAndAtBothEnds() throws Exception {
        try (Admin admin = admin();
                KafkaProducer<String, String> producer = producer("all")) {
            create(admin, 1, 3);
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>(TOPIC, 0, 1_000L + i, "k", "v" + i))
                        .get();
            }
            assertThat(offset(admin, OffsetSpec.earliest())).isZero();
            assertThat(offset(admin, OffsetSpec.latest())).isEqualTo(10);
            assertThat(offset(admin, OffsetSpec.forTimestamp(1_004))).isEqualTo(4);
            assertThat(offset(admin, OffsetSpec.forTimestamp(5_000))).isEqualTo(-1);
            assertThat(offset(admin, OffsetSpec.maxTimestamp())).isEqualTo(9);
            assertThat(offset(admin, OffsetSpec.earliestLocal())).isZero();
            assertThat(offset(admin, OffsetSpec.latestTiered())).isEqualTo(-1);
        }
    }

    @Test
    void aTopicThatIsCreatedAgainIsEmpty() throws Exception {
        try (Admin admin = admin()) {
            create(admin, 1, 3);
            send(producer("all"), 10);
            admin.deleteTopics(List.of(TOPIC)).all().get(10, TimeUnit.SECONDS);

            create(admin, 1, 3);

            assertThat(offset(admin, OffsetSpec.latest())).isZero();
            send(producer("all"), 3);
            assertThat(read(3)).extracting(ConsumerRecord::offset).containsExactly(0L, 1L, 2L);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    }

    private KafkaProducer<String, String> producer(String acks) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        cluster.bootstrapServers(),
                        "acks",
                        acks,
                        "enable.idempotence",
                        acks.equals("all")),
                new StringSerializer(),
                new StringSerializer());
    }

    private void create(Admin admin, int partitions, int replicationFactor) throws Exception {
        create(admin, partitions, replicationFactor, Map.of());
    }

    private void create(Admin admin, int partitions, int replicationFactor, Map<String, String> config)
            throws Exception {
        NewTopic topic = new NewTopic(TOPIC, partitions, (short) replicationFactor).configs(config);
        CreateTopicsResult created = admin.createTopics(Set.of(topic));
        created.all().get(10, TimeUnit.SECONDS);
        // Only the controller knows it by now, and a client may ask any broker.
        cluster.awaitKnown(TOPIC, created.topicId(TOPIC).get().toString());
    }

    private static TopicDescription describe(Admin admin) throws Exception {
        return admin.describeTopics(List.of(TOPIC))
                .topicNameValues()
                .values()
                .iterator()
                .next()
                .get(10, TimeUnit.SECONDS);
    }

    private static long offset(Admin admin, OffsetSpec spec) throws InterruptedException, ExecutionException {
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        return admin.listOffsets(Map.of(partition, spec))
                .partitionResult(partition)
                .get()
                .offset();
    }

    private static List<RecordMetadata> send(KafkaProducer<String, String> producer, int count) throws Exception {
        List<Future<RecordMetadata>> pending = new ArrayList<>();
        try (producer) {
            for (int i = 0; i < count; i++) {
                pending.add(producer.send(new ProducerRecord<>(TOPIC, Integer.toString(i), Integer.toString(i))));
            }
        }
        List<RecordMetadata> sent = new ArrayList<>();
        for (Future<RecordMetadata> future : pending) {
            sent.add(future.get(20, TimeUnit.SECONDS));
        }
        return sent;
    }

    private List<ConsumerRecord<String, String>> read(int count) {
        List<ConsumerRecord<String, String>> read = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            Collection<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (read.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(read::add);
            }
        }
        return read;
    }
}

package io.embeddedcluster.internal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.embeddedcluster.internal.host.Split;
import io.embeddedcluster.internal.kafka.fixture.BrokerCluster;
import io.embeddedcluster.internal.kafka.replica.ReplicaView;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An idempotent acks=all producer works without a pause while leaders fail in every way; after each failure the partition
 * heals, and at the end everything acknowledged is there once, in order, and the same on all replicas.
 */
@Timeout(90)
class BrokerFailoverTest {

    private static final String TOPIC = "orders";

    private final BrokerCluster cluster = new BrokerCluster(3, 3, Map.of());
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicInteger sent = new AtomicInteger();
    private final ConcurrentSkipListMap<Integer, Long> acknowledged = new ConcurrentSkipListMap<>();
    private final List<Exception> failures = new ArrayList<>();
    private final List<Integer> leaderEpochs = new ArrayList<>();
    private Thread load = new Thread(this::produce);

    @BeforeEach
    void begin() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            NewTopic topic = new NewTopic(TOPIC, 1, (short) 3).configs(Map.of("min.insync.replicas", "2"));
            admin.createTopics(List.of(topic)).all().get();
        }
        load.start();
        awaitProgress();
    }

    @AfterEach
    void close() {
        done.set(true);
        cluster.close();
    }

    @Test
    void killedLeaders() throws Exception {
        for (int round = 0; round < 4; round++) {
            int leader = nextLeader();
            long before = System.nanoTime();
            cluster.kill(leader);
            awaitProgress();
            System.out.println("kill to ack ms " + (System.nanoTime() - before) / 1_000_000);
            cluster.start(leader);
        }
        checkAll();
    }

    @Test
    void leadersShutDownInOrder() throws Exception {
        for (int round = 0; round < 4; round++) {
            int leader = nextLeader();
            cluster.shutdown(leader);
            awaitProgress();
            cluster.start(leader);
        }
        checkAll();
    }

    @Test
    void pausedLeaders() throws Exception {
        for (int round = 0; round < 3; round++) {
            int leader = nextLeader();
            cluster.pause(leader);
            awaitProgress();
            cluster.resume(leader);
            awaitProgress();
        }
        checkAll();
    }

    @Test
    void leadersSplitFromEveryoneButTheirClients() throws Exception {
        for (int round = 0; round < 3; round++) {
            int leader = nextLeader();
            Split split = cluster.isolate(leader);
            awaitProgress();
            cluster.heal(split);
            awaitProgress();
        }
        checkAll();
    }

    private int nextLeader() {
        cluster.awaitInSync(TOPIC, 0, 3);
        int leader = cluster.awaitLeader(TOPIC, 0);
        cluster.replica(leader, TOPIC, 0).map(ReplicaView::leaderEpoch).ifPresent(leaderEpochs::add);
        return leader;
    }

    private void awaitProgress() {
        int goal = sent.get() + 50;
        await("acknowledgement of record " + goal)
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    assertThat(failures).isEmpty();
                    return !acknowledged.isEmpty() && acknowledged.lastKey() >= goal;
                });
    }

    private void produce() {
        Map<String, Object> config =
                Map.of("bootstrap.servers", cluster.bootstrapServers(), "acks", "all", "enable.idempotence", true);
        try (KafkaProducer<Integer, Integer> producer =
                new KafkaProducer<>(config, new IntegerSerializer(), new IntegerSerializer())) {
            while (!done.get()) {
                int number = sent.incrementAndGet();
                producer.send(new ProducerRecord<>(TOPIC, number, number), (metadata, failure) -> {
                    if (failure == null) {
                        acknowledged.put(number, metadata.offset());
                    } else {
                        failures.add(failure);
                    }
                });
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void checkAll() throws Exception {
        awaitProgress();
        done.set(true);
        load.join();
        assertThat(failures).isEmpty();
        assertThat(acknowledged).hasSize(sent.get());
        List<ConsumerRecord<Integer, Integer>> read = readAll();
        assertThat(read)
                .extracting(ConsumerRecord::value)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(sent.get());
        assertThat(read)
                .allSatisfy(
                        record -> assertThat(acknowledged.get(record.value())).isEqualTo(record.offset()));
        assertThat(leaderEpochs).isSorted().doesNotHaveDuplicates();
        awaitEqualReplicas();
        assertThat(cluster.defects()).isEmpty();
    }

    private List<ConsumerRecord<Integer, Integer>> readAll() {
        List<ConsumerRecord<Integer, Integer>> read = new ArrayList<>();
        try (KafkaConsumer<Integer, Integer> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers()),
                new IntegerDeserializer(),
                new IntegerDeserializer())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(read::add);
            }
        }
        return read;
    }

    private void awaitEqualReplicas() {
        cluster.awaitInSync(TOPIC, 0, 3);
        await("replicas are equal").atMost(BrokerCluster.LIMIT).untilAsserted(() -> {
            List<ByteBuffer> first = batches(1);
            assertThat(first).isNotEmpty();
            assertThat(batches(2)).isEqualTo(first);
            assertThat(batches(3)).isEqualTo(first);
        });
    }

    private List<ByteBuffer> batches(int id) {
        Optional<List<ByteBuffer>> batches = cluster.ask(
                id, node -> node.committedBatches(new io.embeddedcluster.internal.kafka.log.TopicPartition(TOPIC, 0)));
        return batches.orElseThrow();
    }
}

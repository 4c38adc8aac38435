package io.embeddedcluster.parity.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;

/**
 * A real idempotent producer that sends numbers without a pause until it is told to stop, round robin over the partitions,
 * and a comparison of what was read with what was sent.
 */
final class NumberedLoad implements AutoCloseable {

    /** How many numbers may be under way, so that a cluster that does not answer stops the load and not the heap. */
    private static final int UNDER_WAY_LIMIT = 200;

    private final String topic;
    private final int partitions;
    private final KafkaProducer<Integer, Integer> producer;
    private final Semaphore underWay = new Semaphore(UNDER_WAY_LIMIT);
    private final AtomicInteger acknowledgedCount = new AtomicInteger();
    private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
    private final Thread sender = new Thread(this::send, "numbered-load");
    private int sentCount;
    private volatile boolean over;

    private NumberedLoad(String bootstrapServers, String topic, int partitions) {
        this.topic = topic;
        this.partitions = partitions;
        Map<String, Object> config = Map.of(
                "bootstrap.servers", bootstrapServers, "acks", "all", "enable.idempotence", true, "linger.ms", 5);
        this.producer = new KafkaProducer<>(config, new IntegerSerializer(), new IntegerSerializer());
    }

    /** Begins to send. */
    static NumberedLoad start(String bootstrapServers, String topic, int partitions) {
        NumberedLoad load = new NumberedLoad(bootstrapServers, topic, partitions);
        load.sender.start();
        return load;
    }

    private void send() {
        try {
            for (; !over; sentCount++) {
                underWay.acquire();
                int partition = sentCount % partitions;
                producer.send(new ProducerRecord<>(topic, partition, sentCount, sentCount), (metadata, failure) -> {
                    underWay.release();
                    if (failure == null) {
                        acknowledgedCount.incrementAndGet();
                    } else {
                        failures.add(failure);
                    }
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until that many more are acknowledged than there are now. */
    void awaitMore(int count) {
        int goal = acknowledgedCount.get() + count;
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(acknowledgedCount.get())
                        .as("acknowledged numbers; failures: %s", failures)
                        .isGreaterThanOrEqualTo(goal));
    }

    /** Ends the load and waits for its last acknowledgement: there must be one for each number. */
    void stop() throws InterruptedException {
        over = true;
        sender.join(Duration.ofSeconds(60).toMillis());
        assertThat(sender.isAlive()).as("the sender still waits").isFalse();
        producer.flush();
        assertThat(failures).isEmpty();
        assertThat(acknowledgedCount.get()).isEqualTo(sentCount);
    }

    /** {@return how many were acknowledged by now} */
    int acknowledgedCount() {
        return acknowledgedCount.get();
    }

    /** {@return how many were sent; only after the stop} */
    int sentCount() {
        return sentCount;
    }

    /** Reads all with a consumer that has partitions assigned: each number once, in the order of its partition. */
    void assertReadOnceInOrder(KafkaConsumer<Integer, Integer> consumer) {
        Map<Integer, List<Integer>> read = new TreeMap<>();
        AtomicInteger readCount = new AtomicInteger();
        await().atMost(Duration.ofSeconds(60)).pollDelay(Duration.ZERO).until(() -> {
            for (ConsumerRecord<Integer, Integer> record : consumer.poll(Duration.ofMillis(200))) {
                read.computeIfAbsent(record.partition(), partition -> new ArrayList<>())
                        .add(record.value());
                readCount.incrementAndGet();
            }
            return readCount.get() >= sentCount;
        });
        assertThat(consumer.poll(Duration.ofMillis(200)).count())
                .as("read beyond what was sent")
                .isZero();
        assertThat(read).isEqualTo(sent());
    }

    private Map<Integer, List<Integer>> sent() {
        Map<Integer, List<Integer>> sent = new TreeMap<>();
        for (int number = 0; number < sentCount; number++) {
            sent.computeIfAbsent(number % partitions, partition -> new ArrayList<>())
                    .add(number);
        }
        return sent;
    }

    /** {@return a consumer of such loads, from the beginning of what it is given} */
    static KafkaConsumer<Integer, Integer> consumer(String bootstrapServers, Map<String, Object> more) {
        Map<String, Object> config = new TreeMap<>(more);
        config.put("bootstrap.servers", bootstrapServers);
        config.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(config, new IntegerDeserializer(), new IntegerDeserializer());
    }

    @Override
    public void close() {
        over = true;
        sender.interrupt();
        producer.close(Duration.ZERO);
    }
}

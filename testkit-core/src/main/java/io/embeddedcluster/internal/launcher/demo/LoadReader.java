package io.embeddedcluster.internal.launcher.demo;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;

/** Reads all partitions from the beginning until told to stop. */
final class LoadReader implements Callable<Void> {

    private static final Duration POLL = Duration.ofMillis(100);

    private final String topic;
    private final Properties properties;
    private final Ledger ledger;
    private volatile boolean stopped;

    LoadReader(String topic, Properties clientProperties, Ledger ledger) {
        this.topic = topic;
        this.properties = new Properties();
        this.properties.putAll(clientProperties);
        this.properties.setProperty("auto.offset.reset", "earliest");
        this.ledger = ledger;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public Void call() {
        try (KafkaConsumer<Integer, Integer> consumer =
                new KafkaConsumer<>(properties, new IntegerDeserializer(), new IntegerDeserializer())) {
            consumer.assign(IntStream.range(0, ledger.partitionCount())
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList());
            while (!stopped) {
                for (ConsumerRecord<Integer, Integer> record : consumer.poll(POLL)) {
                    ledger.partition(record.partition()).read(record.value());
                }
            }
        }
        return null;
    }
}

package io.embeddedcluster.internal.launcher.demo;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.IntegerSerializer;

/** Sends one record to each partition, again and again, until told to stop. The producer is at its client's defaults. */
final class LoadProducer implements Callable<Void> {

    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(1);

    /** How long the end may wait for what is still on its way; Kafka's own delivery timeout is longer. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final String topic;
    private final Properties properties;
    private final Ledger ledger;
    private final FailoverTimer timer;
    private volatile boolean stopped;

    LoadProducer(String topic, Properties clientProperties, Ledger ledger, FailoverTimer timer) {
        this.topic = topic;
        this.properties = new Properties();
        this.properties.putAll(clientProperties);
        this.properties.setProperty("acks", "all");
        this.properties.setProperty("enable.idempotence", "true");
        this.ledger = ledger;
        this.timer = timer;
    }

    /** Ends the load; what was sent is still waited for. */
    void stop() {
        stopped = true;
    }

    @Override
    public Void call() {
        KafkaProducer<Integer, Integer> producer =
                new KafkaProducer<>(properties, new IntegerSerializer(), new IntegerSerializer());
        try {
            while (!stopped) {
                for (int partition = 0; partition < ledger.partitionCount(); partition++) {
                    send(producer, partition);
                }
                LockSupport.parkNanos(BETWEEN_ROUNDS.toNanos());
            }
        } finally {
            producer.close(CLOSE_TIMEOUT);
        }
        return null;
    }

    private void send(KafkaProducer<Integer, Integer> producer, int partition) {
        int number = ledger.partition(partition).send();
        long sentNanos = System.nanoTime();
        producer.send(new ProducerRecord<>(topic, partition, partition, number), (metadata, problem) -> {
            if (problem == null) {
                ledger.partition(partition).acknowledge(number);
                timer.acknowledged(partition, sentNanos, System.nanoTime());
            }
        });
    }
}

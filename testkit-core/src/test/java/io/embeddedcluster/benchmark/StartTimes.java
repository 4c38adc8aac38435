package io.embeddedcluster.benchmark;

import io.embeddedcluster.Broker;
import io.embeddedcluster.Cluster;
import io.embeddedcluster.TopicSpec;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Prints how long this takes in a fresh JVM, in milliseconds: the first consumed record counted from the start of the JVM,
 * then, warm, start and close of 3 + 3 nodes, the time from the kill of a leader to the next acknowledged record, and that of
 * 100,000 records which all replicas have. Then what a cluster that stands idle keeps on the heap. Nothing is asserted:
 * machines are noisy.
 */
public final class StartTimes {

    private static final int WARM_ROUNDS = 20;
    private static final int KILLS = 15;
    private static final int THROUGHPUT_ROUNDS = 5;
    private static final int RECORDS = 100_000;

    private StartTimes() {}

    /** Runs all measurements once. */
    public static void main(String[] arguments) throws Exception {
        firstRecord();
        startAndClose();
        killToNextAcknowledgement();
        acknowledgedRecords();
        heapOfAnIdleCluster();
    }

    private static void firstRecord() throws Exception {
        try (Cluster cluster = cluster()) {
            print("jvm start to cluster up", List.of(sinceJvmStart()));
            try (KafkaProducer<String, String> producer = producer(cluster);
                    KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                            Map.of("bootstrap.servers", cluster.bootstrapServers(), "auto.offset.reset", "earliest"),
                            new StringDeserializer(),
                            new StringDeserializer())) {
                producer.send(new ProducerRecord<>("orders", "key", "value"));
                consumer.assign(List.of(new TopicPartition("orders", 0)));
                while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
                    // until it is there
                }
                print("jvm start to first consumed record", List.of(sinceJvmStart()));
            }
        }
    }

    private static double sinceJvmStart() {
        return System.currentTimeMillis()
                - (double) ManagementFactory.getRuntimeMXBean().getStartTime();
    }

    private static void startAndClose() {
        List<Double> starts = new ArrayList<>();
        List<Double> closes = new ArrayList<>();
        for (int i = 0; i < WARM_ROUNDS; i++) {
            long begin = System.nanoTime();
            Cluster cluster = cluster();
            long up = System.nanoTime();
            cluster.close();
            long down = System.nanoTime();
            starts.add((up - begin) / 1e6);
            closes.add((down - up) / 1e6);
        }
        print("start of 3 + 3, warm", starts);
        print("close of 3 + 3, warm", closes);
    }

    private static void killToNextAcknowledgement() throws Exception {
        List<Double> times = new ArrayList<>();
        try (Cluster cluster = cluster();
                KafkaProducer<String, String> producer = producer(cluster)) {
            for (int i = 0; i < KILLS; i++) {
                producer.send(new ProducerRecord<>("orders", "key", "before")).get(30, TimeUnit.SECONDS);
                Broker leader = cluster.leaderOf("orders", 0);
                long begin = System.nanoTime();
                leader.kill();
                producer.send(new ProducerRecord<>("orders", "key", "after")).get(30, TimeUnit.SECONDS);
                times.add((System.nanoTime() - begin) / 1e6);
                leader.start();
                cluster.await().topic("orders").isFullyInSync();
            }
        }
        print("kill of the leader to next acknowledged record", times);
    }

    private static void acknowledgedRecords() throws Exception {
        List<Double> times = new ArrayList<>();
        byte[] value = new byte[100];
        for (int i = 0; i < THROUGHPUT_ROUNDS; i++) {
            try (Cluster cluster = cluster();
                    KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                            Map.of("bootstrap.servers", cluster.bootstrapServers()),
                            new ByteArraySerializer(),
                            new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>("orders", value)).get(30, TimeUnit.SECONDS);
                long begin = System.nanoTime();
                for (int sent = 0; sent < RECORDS; sent++) {
                    producer.send(new ProducerRecord<>("orders", value));
                }
                producer.flush();
                times.add((System.nanoTime() - begin) / 1e6);
            }
        }
        print(RECORDS + " records of 100 bytes, acks=all", times);
    }

    private static void heapOfAnIdleCluster() {
        List<Double> kibibytes = new ArrayList<>();
        for (int i = 0; i < THROUGHPUT_ROUNDS; i++) {
            long before = usedHeap();
            try (Cluster cluster = cluster()) {
                kibibytes.add((usedHeap() - before) / 1024.0);
                cluster.seed();
            }
        }
        print("heap of an idle cluster, in KiB for ms", kibibytes);
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static Cluster cluster() {
        return Cluster.builder()
                .brokers(3)
                .quorum(3)
                .topic(TopicSpec.of("orders", 1, 3))
                .start();
    }

    private static KafkaProducer<String, String> producer(Cluster cluster) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer());
    }

    private static void print(String what, List<Double> millis) {
        List<Double> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        System.out.printf(
                "%-50s min %8.1f  median %8.1f  max %8.1f ms  (%d)%n",
                what, sorted.get(0), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1), sorted.size());
    }
}

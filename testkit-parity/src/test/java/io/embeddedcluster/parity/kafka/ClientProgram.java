package io.embeddedcluster.parity.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A program on Kafka's client, of whatever version it is loaded with: administers topics, and produces while a leader is
 * lost. Takes the bootstrap servers and what loses the leader of partition 0 of topic {@code numbers}; says which version
 * of the client it ran on.
 */
public final class ClientProgram implements BiFunction<String, Runnable, String> {

    private static final int PARTITIONS = 3;

    private static final String TOPIC = "numbers";

    private static final List<TopicPartition> ALL = IntStream.range(0, PARTITIONS)
            .mapToObj(partition -> new TopicPartition(TOPIC, partition))
            .toList();

    @Override
    public String apply(String bootstrapServers, Runnable loseLeader) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            createAndDescribe(admin);
            int count = produceAndConsume(bootstrapServers, loseLeader);
            assertThat(endOffsets(admin)).isEqualTo(count);
            delete(admin);
        } catch (Exception e) {
            throw new AssertionError("kafka-clients " + version(), e);
        }
        return version();
    }

    /** {@return what the jar says of itself; the class that tells has moved between versions} */
    static String version() {
        Properties about = new Properties();
        try (InputStream in = Admin.class.getResourceAsStream("/kafka/kafka-version.properties")) {
            about.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return about.getProperty("version");
    }

    private static void createAndDescribe(Admin admin) throws Exception {
        assertThat(admin.describeCluster().nodes().get()).hasSize(3);
        NewTopic numbers = new NewTopic(TOPIC, Optional.of(PARTITIONS), Optional.of((short) 3))
                .configs(Map.of("min.insync.replicas", "2"));
        admin.createTopics(List.of(numbers)).all().get();
        assertThatThrownBy(() -> admin.createTopics(List.of(numbers)).all().get())
                .hasCauseInstanceOf(TopicExistsException.class);
        TopicDescription description =
                admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC);
        assertThat(description.partitions()).hasSize(PARTITIONS).allSatisfy(partition -> {
            assertThat(partition.replicas()).hasSize(3);
            assertThat(partition.isr()).contains(partition.leader());
        });
        assertThatThrownBy(() ->
                        admin.describeTopics(List.of("missing")).allTopicNames().get())
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }

    /** Produces, loses a leader, produces on; then reads it all. */
    private static int produceAndConsume(String bootstrapServers, Runnable loseLeader) throws Exception {
        try (NumberedLoad load = NumberedLoad.start(bootstrapServers, TOPIC, PARTITIONS);
                KafkaConsumer<Integer, Integer> consumer = NumberedLoad.consumer(bootstrapServers, Map.of())) {
            load.awaitMore(500);
            loseLeader.run();
            load.awaitMore(500);
            load.stop();

            assertThat(consumer.partitionsFor(TOPIC))
                    .extracting(PartitionInfo::partition)
                    .containsExactlyInAnyOrder(0, 1, 2);
            consumer.assign(ALL);
            load.assertReadOnceInOrder(consumer);
            assertThat(ALL.stream().mapToLong(consumer::position).sum()).isEqualTo(load.sentCount());
            consumer.seek(ALL.get(0), 10);
            assertThat(consumer.beginningOffsets(ALL).values()).containsOnly(0L);
            assertThat(consumer.offsetsForTimes(Map.of(ALL.get(0), 0L))
                            .get(ALL.get(0))
                            .offset())
                    .isZero();
            return load.sentCount();
        }
    }

    private static long endOffsets(Admin admin) throws Exception {
        long sum = 0;
        for (TopicPartition partition : ALL) {
            ListOffsetsResultInfo end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get();
            sum += end.offset();
        }
        return sum;
    }

    private static void delete(Admin admin) throws Exception {
        admin.deleteTopics(List.of(TOPIC)).all().get();
        assertThatThrownBy(() -> admin.deleteTopics(List.of(TOPIC)).all().get())
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
}

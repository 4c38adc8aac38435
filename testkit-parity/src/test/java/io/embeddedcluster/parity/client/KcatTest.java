package io.embeddedcluster.parity.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.embeddedcluster.Broker;
import io.embeddedcluster.Cluster;
import io.embeddedcluster.TopicSpec;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kcat on our brokers: it stands on librdkafka, as the clients of Python, Node, Go and .NET do. */
@Timeout(120)
class KcatTest {

    private static final String TOPIC = "numbers";

    @TempDir
    private Path directory;

    @BeforeEach
    void needsKcat() throws Exception {
        assumeTrue(ForeignProgram.succeeds("kcat", "-V"), "needs the Debian package kcat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void everyNumberIsReadOnceInOrderAlthoughALeaderDies(String codec) throws Exception {
        try (Cluster cluster = start()) {
            Program producer =
                    new Program(cluster, "-P", "-t", TOPIC, "-p", "0", "-z", codec, "-X", "enable.idempotence=true");
            try (Writer numbers = producer.input()) {
                write(numbers, 0, 1_000);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> !cluster.records(TOPIC).isEmpty());
                // A leader that is alone in sync, its followers being out for a while, has no successor.
                cluster.await().topic(TOPIC).isFullyInSync();
                Broker leader = cluster.leaderOf(TOPIC, 0);
                leader.kill();
                write(numbers, 1_000, 2_000);
                cluster.await().leaderOf(TOPIC, 0).isNot(leader);
            }
            producer.assertSucceeds();

            Program consumer = new Program(cluster, "-C", "-t", TOPIC, "-p", "0", "-o", "beginning", "-e", "-q");
            assertThat(consumer.assertSucceeds().lines().map(Integer::valueOf))
                    .isEqualTo(IntStream.range(0, 2_000).boxed().toList());
            cluster.check();
        }
    }

    @Test
    void listsBrokersTopicsAndLeaders() throws Exception {
        try (Cluster cluster = start()) {
            assertThat(new Program(cluster, "-L").assertSucceeds())
                    .contains(" 3 brokers:", " topic \"" + TOPIC + "\" with 1 partitions:")
                    .contains(
                            "partition 0, leader " + cluster.leaderOf(TOPIC, 0).id() + ",");
        }
    }

    private static Cluster start() {
        return Cluster.builder()
                .brokers(3)
                .quorum(3)
                .topic(TopicSpec.of(TOPIC, 1, 3).withConfig("min.insync.replicas", "2"))
                .start();
    }

    private static void write(Writer numbers, int from, int to) throws IOException {
        for (int number = from; number < to; number++) {
            numbers.append(Integer.toString(number)).append('\n');
        }
        numbers.flush();
    }

    /** kcat while it runs. What it prints goes into files, so that it never waits for a reader. */
    private final class Program {

        private final Path output;
        private final Path errors;
        private final Process process;

        Program(Cluster cluster, String... arguments) throws IOException {
            output = Files.createTempFile(directory, "kcat", ".out");
            errors = Files.createTempFile(directory, "kcat", ".err");
            List<String> command = Stream.concat(
                            Stream.of("kcat", "-b", cluster.bootstrapServers()), Stream.of(arguments))
                    .toList();
            process = new ProcessBuilder(command)
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
        }

        Writer input() {
            return process.outputWriter();
        }

        /** {@return what it printed until it ended, which it must do soon and with success} */
        String assertSucceeds() throws Exception {
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS))
                        .as("kcat ends")
                        .isTrue();
                assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
                return Files.readString(output);
            } finally {
                process.destroyForcibly();
            }
        }
    }
}

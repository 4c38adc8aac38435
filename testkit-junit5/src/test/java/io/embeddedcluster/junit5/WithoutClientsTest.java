package io.embeddedcluster.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The extension works for a user who has neither Kafka's clients nor ZooKeeper's nor Curator: a JVM without them runs a test. */
class WithoutClientsTest {

    private static final Pattern CLIENTS = Pattern.compile("kafka-clients|zookeeper|curator");

    @Test
    @Timeout(120)
    void extensionNeedsNoClientsOnTheClasspath() throws Exception {
        String classpath = Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getProperty("java.class.path"))
                .filter(entry -> !CLIENTS.matcher(Path.of(entry).getFileName().toString())
                        .find())
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        classpath,
                        Program.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).contains("ran without clients");
    }

    /** Runs in the other JVM. */
    static final class Program {

        private Program() {}

        public static void main(String... arguments) {
            assertThat(isThere("org.apache.kafka.clients.producer.KafkaProducer"))
                    .isFalse();
            assertThat(isThere("org.apache.zookeeper.ZooKeeper")).isFalse();
            assertThat(isThere("org.apache.curator.framework.CuratorFramework")).isFalse();
            Runs.assertAllSucceeded(Runs.of(NoClientsTestCase.class), 1);
            System.out.println("ran without clients");
        }

        private static boolean isThere(String className) {
            try {
                Class.forName(className);
                return true;
            } catch (ClassNotFoundException e) {
                return false;
            }
        }
    }

    @EmbeddedCluster
    static class NoClientsTestCase {

        @ClusterResource
        private Cluster field;

        @Test
        void works(Cluster cluster) {
            assertThat(cluster).isSameAs(field);
        }
    }
}

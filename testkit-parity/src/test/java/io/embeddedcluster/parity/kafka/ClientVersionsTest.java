package io.embeddedcluster.parity.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Broker;
import io.embeddedcluster.Cluster;
import io.embeddedcluster.parity.fixture.IsolatedClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kafka's own client of each minor version that we promise works unmodified, the loss of a leader included. */
@Timeout(120)
class ClientVersionsTest {

    private static final String PREFIX = "kafka-clients-";

    /** The jars that the build put there, and the one on the class path. */
    static Stream<String> versions() {
        try (Stream<Path> jars = Files.list(directory())) {
            List<String> older = jars.map(jar -> jar.getFileName().toString())
                    .map(name -> name.substring(PREFIX.length(), name.length() - ".jar".length()))
                    .sorted()
                    .toList();
            return Stream.concat(older.stream(), Stream.of(ClientProgram.version()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory() {
        return Path.of(System.getProperty("kafka.clients.directory"));
    }

    @Test
    void thereIsOneOfEachMinorVersion() {
        assertThat(versions().map(version -> version.replaceFirst("\\.\\d+$", "")))
                .containsExactly("3.7", "3.8", "3.9", "4.0", "4.1", "4.2", "4.3", "4.4");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aClientOfThatVersionWorksWhileALeaderIsLost(String version) throws Exception {
        // Of the newest there is no jar: what comes first is then the class path's.
        Path jar = directory().resolve(PREFIX + version + ".jar");
        try (Cluster cluster = Cluster.builder().brokers(3).quorum(3).start()) {
            String ranOn = IsolatedClasses.run(
                    ClientProgram.class, List.of(jar), cluster.bootstrapServers(), () -> loseLeader(cluster));

            assertThat(ranOn).isEqualTo(version);
            cluster.check();
        }
    }

    private static void loseLeader(Cluster cluster) {
        // A leader that is alone in sync, its followers being out for a while under the load, has no successor.
        cluster.await().topic("numbers").isFullyInSync();
        Broker leader = cluster.leaderOf("numbers", 0);
        leader.kill();
        cluster.await().leaderOf("numbers", 0).isNot(leader);
    }
}

package io.embeddedcluster.parity.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.QuorumNode;
import io.embeddedcluster.parity.fixture.IsolatedClasses;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ZooKeeper's own client of each minor version from 3.5 on works unmodified, the loss of the leader included. Older ones
 * find no server from Java 14 on, which prints addresses in another form.
 */
@Timeout(120)
class ZooKeeperVersionsTest {

    /** The newest is on the class path. */
    private static final Path OLDER = Path.of(System.getProperty("zookeeper.clients.directory"));

    @ParameterizedTest
    @ValueSource(strings = {"3.5.10", "3.6.4", "3.7.2", "3.8.6", "3.9.6"})
    void aClientOfThatVersionWorksWhileTheLeaderIsLost(String version) throws Exception {
        List<Path> jars = List.of(
                OLDER.resolve("zookeeper-" + version + ".jar"), OLDER.resolve("zookeeper-jute-" + version + ".jar"));
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(3).start()) {
            QuorumNode leader = cluster.quorumLeader();

            String ranOn =
                    IsolatedClasses.run(ZooKeeperProgram.class, jars, cluster.quorumConnectString(), leader::kill);

            assertThat(ranOn).startsWith(version);
            cluster.check();
        }
    }
}

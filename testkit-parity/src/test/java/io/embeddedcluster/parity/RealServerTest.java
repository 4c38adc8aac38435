package io.embeddedcluster.parity;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.Version;
import org.junit.jupiter.api.Test;

/** The oracle is what it is taken for. */
class RealServerTest {

    @Test
    void realZooKeeperRunsInTheVersionThatIsComparedWith() throws Exception {
        try (TestingServer server = new TestingServer()) {
            assertThat(server.getConnectString()).isNotEmpty();
            assertThat(Version.getVersion()).isEqualTo("3.9.6");
        }
    }
}

package io.embeddedcluster.parity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.parity.fixture.RealServers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.auth.ProviderRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Authentication by a digest where it is turned off, beside the real server. */
@Tag("parity")
class DigestParityTest {

    private static final String ENABLED = "DigestAuthenticationProvider.enabled";

    private static final List<ACL> ALICE = Arrays.asList(new ACL(31, new Id("digest", "alice:hash")));

    @BeforeEach
    void turnOff() {
        System.setProperty("zookeeper." + ENABLED, "false");
        // The real server looks at the setting once per JVM.
        ProviderRegistry.reset();
    }

    @AfterEach
    void turnOn() {
        System.clearProperty("zookeeper." + ENABLED);
        ProviderRegistry.reset();
    }

    @Test
    void nobodyIsKnownByADigest() throws Exception {
        List<String> expected;
        try (RealServers real = new RealServers(1, Map.of())) {
            expected = story("127.0.0.1:" + real.port(1));
        }
        try (Cluster cluster = Cluster.builder()
                .brokers(0)
                .quorum(1)
                .quorumConfig(ENABLED, "false")
                .start()) {
            assertThat(story(cluster.quorumConnectString()))
                    .isEqualTo(expected)
                    .containsExactly("acl: INVALIDACL", "after proof: AUTHFAILED");
        }
    }

    @SuppressWarnings("try") // closing a client may be interrupted, and nobody does that
    private static List<String> story(String servers) throws Exception {
        List<String> story = new ArrayList<>();
        try (ZooKeeper client = new ZooKeeper(servers, 30_000, event -> {})) {
            story.add("acl: " + creation(client, ALICE));
            client.addAuthInfo("digest", "alice:secret".getBytes(StandardCharsets.UTF_8));
            story.add("after proof: " + creation(client, ALICE));
        }
        return story;
    }

    private static String creation(ZooKeeper client, List<ACL> acl) throws InterruptedException {
        try {
            return client.create("/a", null, acl, CreateMode.PERSISTENT);
        } catch (KeeperException refused) {
            return refused.code().toString();
        }
    }
}

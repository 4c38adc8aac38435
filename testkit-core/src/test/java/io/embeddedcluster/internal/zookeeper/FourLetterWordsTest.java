package io.embeddedcluster.internal.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Split;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.fixture.LiveEnsemble;
import io.embeddedcluster.internal.zookeeper.fixture.RawClient;
import io.embeddedcluster.internal.zookeeper.fixture.Transcript;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Which words are answered, and when. What they say is compared with the real server in another module. */
class FourLetterWordsTest {

    private static final String NOT_SERVING = "This ZooKeeper instance is not currently serving requests";

    @Test
    void wordThatIsNotOnTheWhitelistIsNotExecuted() throws Exception {
        try (LiveEnsemble ensemble = new LiveEnsemble(
                1, spec -> spec.withConfig(QuorumConfig.of(Map.of("4lw.commands.whitelist", "ruok, mntr"))))) {
            NodeName only = ensemble.names().get(0);

            assertThat(say(ensemble, only, "ruok")).isEqualTo("imok");
            assertThat(say(ensemble, only, "mntr")).startsWith("zk_version\t3.9.6-");
            assertThat(say(ensemble, only, "stat"))
                    .isEqualTo("stat is not executed because it is not in the whitelist.\n");
            assertThat(say(ensemble, only, "isro"))
                    .isEqualTo("isro is not executed because it is not in the whitelist.\n");
            assertThat(say(ensemble, only, "\u00ff\u00f4\u00ff\u00fd"))
                    .isEqualTo("telnet close is not executed because it is not in the whitelist.\n");
            // As in ZooKeeper, whose scripts need it.
            assertThat(say(ensemble, only, "srvr")).contains("Mode: standalone\n");
        }
    }

    @Test
    void serverWithoutALeaderSaysThatItDoesNotServe() throws Exception {
        try (LiveEnsemble ensemble = new LiveEnsemble(3)) {
            NodeName left = ensemble.names().get(0);
            ensemble.kill(ensemble.names().get(1));
            ensemble.kill(ensemble.names().get(2));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> ensemble.ask(left, QuorumServer::mode) == ServerMode.LOOKING);

            for (String word : new String[] {
                "conf", "cons", "crst", "dirs", "dump", "mntr", "srst", "srvr", "stat", "wchc", "wchp", "wchs"
            }) {
                assertThat(say(ensemble, left, word)).as(word).isEqualTo(NOT_SERVING + "\n");
            }
            assertThat(say(ensemble, left, "hash")).isEqualTo(NOT_SERVING);
            assertThat(say(ensemble, left, "isro")).isEqualTo("null");
            assertThat(say(ensemble, left, "ruok")).isEqualTo("imok");
            assertThat(say(ensemble, left, "gtmk")).isEqualTo("306");
            assertThat(say(ensemble, left, "envi")).startsWith("Environment:\nzookeeper.version=3.9.6-");
        }
    }

    @Test
    void leaderCountsThoseWhoFollowIt() throws Exception {
        try (LiveEnsemble ensemble = new LiveEnsemble(3)) {
            NodeName leader = ensemble.awaitLeader();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(say(ensemble, leader, "mntr"))
                            .contains("zk_server_state\tleader\n", "zk_synced_followers\t2\n", "zk_learners\t2\n"));
            ensemble.kill(ensemble.followers().get(0));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(say(ensemble, leader, "mntr"))
                            .contains("zk_synced_followers\t1\n", "zk_quorum_size\t3\n"));
        }
    }

    @Test
    void leaderCountsObserversAndThoseWhoAreNoMembersYet() throws Exception {
        try (Cluster cluster =
                Cluster.builder().brokers(0).quorum(3).observers(1).start()) {
            cluster.addQuorumNode();
            String leader = cluster.quorumLeader().address();
            InetSocketAddress address = new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), Integer.parseInt(leader.substring(leader.lastIndexOf(':') + 1)));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(say(address, "mntr"))
                            .contains(
                                    "zk_learners\t4\n",
                                    "zk_synced_followers\t3\n",
                                    "zk_synced_non_voting_followers\t1\n",
                                    "zk_synced_observers\t1\n",
                                    "zk_quorum_size\t3\n"));
        }
    }

    @Test
    void leaderCountsSyncsThatWaitAndTellsHowLongItWaitsForOthers() throws Exception {
        try (LiveEnsemble ensemble = new LiveEnsemble(
                3,
                spec -> spec.withRaft(spec.raft()
                        .withTimes(Duration.ofMillis(20), Duration.ofMillis(1_000), Duration.ofMillis(2_010))))) {
            NodeName leader = ensemble.awaitLeader();
            assertThat(say(ensemble, leader, "conf")).contains("tickTime=50\n", "initLimit=41\n", "syncLimit=41\n");
            assertThat(say(ensemble, leader, "mntr")).contains("zk_pending_syncs\t0\n");
            ZooKeeper client = ensemble.client(ensemble.address(leader), event -> {});
            client.exists("/", false);

            CountDownLatch answered = new CountDownLatch(1);
            Split split = ensemble.isolate(leader);
            client.sync("/", (code, path, context) -> answered.countDown(), null);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(say(ensemble, leader, "mntr")).contains("zk_pending_syncs\t1\n"));
            ensemble.cluster().fabric().heal(split);
            assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(say(ensemble, leader, "mntr")).contains("zk_pending_syncs\t0\n");
        }
    }

    private static String say(LiveEnsemble ensemble, NodeName server, String word) throws IOException {
        return say(new InetSocketAddress(InetAddress.getLoopbackAddress(), ensemble.port(server)), word);
    }

    private static String say(InetSocketAddress address, String word) throws IOException {
        RawClient client = new RawClient("operator", address, new Transcript());
        try {
            return client.word(word);
        } finally {
            client.end();
        }
    }
}

package io.embeddedcluster.parity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.ClusterBuilder;
import io.embeddedcluster.QuorumNode;
import io.embeddedcluster.parity.fixture.FourLetters;
import io.embeddedcluster.parity.fixture.RealServers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every four-letter word, line by line, beside the real server after the same doings of the same client. */
@Tag("parity")
class FourLetterWordsParityTest {

    private static final List<ACL> OPEN = Arrays.asList(new ACL(31, new Id("world", "anyone")));

    private static final Map<String, String> CONFIG = Map.of(
            "tickTime",
            "500",
            "minSessionTimeout",
            "1000",
            "maxSessionTimeout",
            "60000",
            "4lw.commands.whitelist",
            "*");

    /** Of mntr: values that both must have, because they follow from what the client did. */
    private static final List<String> SAME_FIGURES = List.of(
            "zk_server_state",
            "zk_peer_state",
            "zk_ephemerals_count",
            "zk_num_alive_connections",
            "zk_outstanding_requests",
            "zk_znode_count",
            "zk_global_sessions",
            "zk_local_sessions",
            "zk_non_mtls_remote_conn_count",
            "zk_non_mtls_local_conn_count",
            "zk_packets_received",
            "zk_packets_sent",
            "zk_last_client_response_size",
            "zk_max_client_response_size",
            "zk_min_client_response_size",
            "zk_synced_followers",
            "zk_synced_non_voting_followers",
            "zk_synced_observers",
            "zk_learners",
            "zk_pending_syncs",
            "zk_quorum_size",
            "zk_connection_drop_probability",
            "zk_watch_count",
            "zk_auth_failed_count",
            "zk_max_file_descriptor_count",
            "zk_outstanding_tls_handshake",
            "zk_watch_bytes",
            "zk_response_bytes",
            "zk_bytes_received_count",
            "zk_sessionless_connections_expired",
            "zk_connection_revalidate_count",
            "zk_connection_request_count");

    private final Map<String, ZooKeeper> clients = new LinkedHashMap<>();

    @AfterEach
    void closeClients() throws Exception {
        for (ZooKeeper client : clients.values()) {
            client.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone", "leader", "follower", "observer"})
    void everyWordIsAnsweredAsByTheRealServer(String mode) throws Exception {
        int voters = mode.equals("standalone") ? 1 : 3;
        int observers = mode.equals("standalone") ? 0 : 1;
        try (RealServers real = new RealServers(voters, observers, withoutConnectionLimit());
                Cluster cluster = cluster(voters, observers)) {
            Both both = new Both(real.port(real.idOf(mode)), port(cluster, mode));
            if (mode.equals("leader")) {
                both.await("mntr", "zk_learners\t3", "zk_synced_followers\t2", "zk_synced_observers\t1");
            }
            both.ask("srst");
            use(both.real);
            use(both.ours);

            both.same("ruok");
            both.same("isro");
            both.same("srvr");
            both.sameLines("stat");
            both.sameLines("cons");
            both.same("conf");
            both.same("dirs");
            both.same("dump");
            both.same("wchs");
            both.same("wchc");
            both.sameLines("wchp");
            both.same("hash");
            both.same("gtmk");
            both.sameFacts();
            both.sameFigures();
            if (mode.equals("observer")) {
                String master = "zk_observer_master_id\t";
                assertThat(FourLetters.ask(both.real, "mntr")).contains(master + real.idOf("leader") + "\n");
                assertThat(FourLetters.ask(both.ours, "mntr"))
                        .contains(master + cluster.quorumLeader().id() + "\n");
            }
            both.same("stmk\0\0\0\0\0\0\0\u0010");
            both.same("gtmk");
            both.same("crst");
            both.sameLines("cons");
            both.same("srst");
            both.same("srvr");
        }
    }

    /** Clients are not limited by their address here. */
    private static Map<String, String> withoutConnectionLimit() {
        Map<String, String> config = new LinkedHashMap<>(CONFIG);
        config.put("maxClientCnxns", "0");
        return config;
    }

    private static Cluster cluster(int voters, int observers) {
        ClusterBuilder builder = Cluster.builder().brokers(0).quorum(voters).observers(observers);
        CONFIG.forEach(builder::quorumConfig);
        return builder.start();
    }

    private static int port(Cluster cluster, String mode) throws Exception {
        for (QuorumNode node : cluster.quorum()) {
            int port = Integer.parseInt(node.address().split(":", -1)[1]);
            RealServers.await(() -> FourLetters.ask(port, "srvr").contains("Mode: "));
            if (FourLetters.ask(port, "srvr").contains("Mode: " + mode + "\n")) {
                return port;
            }
        }
        throw new AssertionError("no node is " + mode);
    }

    private void use(int port) throws Exception {
        ZooKeeper client = new ZooKeeper("127.0.0.1:" + port, 30_000, event -> {});
        clients.put("port " + port, client);
        client.create("/a", new byte[3], OPEN, CreateMode.PERSISTENT);
        client.create("/e", new byte[5], OPEN, CreateMode.EPHEMERAL);
        client.getData("/a", true, null);
        client.setData("/a", new byte[4], -1);
        client.getData("/a", true, null);
        client.getChildren("/", true);
        client.exists("/x", true);
        client.addWatch("/a", AddWatchMode.PERSISTENT_RECURSIVE);
    }

    /** A real server and one of ours after the same doings. */
    private record Both(int real, int ours) {

        private void ask(String word) throws Exception {
            FourLetters.ask(real, word);
            FourLetters.ask(ours, word);
        }

        /** Until both say that, each in a line. */
        private void await(String word, String... lines) {
            for (int port : List.of(real, ours)) {
                RealServers.await(
                        () -> FourLetters.ask(port, word).lines().toList().containsAll(List.of(lines)));
            }
        }

        private void same(String word) throws Exception {
            assertThat(OperatorsText.of(FourLetters.ask(ours, word)))
                    .as(word)
                    .isEqualTo(OperatorsText.of(FourLetters.ask(real, word)));
        }

        private void sameLines(String word) throws Exception {
            assertThat(OperatorsText.sortedLines(FourLetters.ask(ours, word)))
                    .as(word)
                    .isEqualTo(OperatorsText.sortedLines(FourLetters.ask(real, word)));
        }

        /** The real server has the same JVM: but for what memory is free, envi is the same. */
        private void sameFacts() throws Exception {
            String ours = OperatorsText.of(FourLetters.ask(this.ours, "envi"));
            String real = OperatorsText.of(FourLetters.ask(this.real, "envi"));
            String changing = "(?m)^(os\\.memory\\.\\w+=)\\d+MB$|^(host\\.name=).*$";
            assertThat(ours.replaceAll(changing, "$1$2")).isEqualTo(real.replaceAll(changing, "$1$2"));
        }

        private void sameFigures() throws Exception {
            Map<String, String> ours = figures(FourLetters.ask(this.ours, "mntr"));
            Map<String, String> real = figures(FourLetters.ask(this.real, "mntr"));
            assertThat(real.keySet().stream().filter(ours::containsKey))
                    .as("names and their order")
                    .containsExactlyElementsOf(ours.keySet());
            assertThat(real.keySet().stream().takeWhile(name -> !name.equals("zk_watch_bytes")))
                    .as("all gauges are there")
                    .allSatisfy(name -> assertThat(ours).containsKey(name));
            ours.forEach((name, value) -> assertThat(form(value)).as(name).isEqualTo(form(real.get(name))));
            SAME_FIGURES.forEach(name -> assertThat(ours.get(name)).as(name).isEqualTo(real.get(name)));
        }

        private static Map<String, String> figures(String answer) {
            Map<String, String> figures = new LinkedHashMap<>();
            answer.lines().forEach(line -> figures.put(line.split("\t", -1)[0], line.split("\t", -1)[1]));
            return figures;
        }

        private static String form(String value) {
            return OperatorsText.of(value).replaceAll("-?\\d+", "N");
        }
    }
}

package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.embeddedcluster.internal.zookeeper.fixture.RawClient;
import io.embeddedcluster.internal.zookeeper.fixture.Transcript;
import io.embeddedcluster.internal.zookeeper.wire.ReconfigRequest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Members that come, go and change, by ZooKeeper's own administrative client. */
@SuppressWarnings("try") // closing a client may be interrupted, and nobody does that
class ReconfigurationTest {

    private static final List<ACL> OPEN = Arrays.asList(new ACL(ZooDefs.Perms.ALL, new Id("world", "anyone")));

    @Test
    void serverJoinsAndVotesAndServersLeave() throws Exception {
        try (Cluster cluster = reconfigurable(3);
                ZooKeeperAdmin admin = admin(cluster.quorumLeader().address())) {
            QuorumNode added = cluster.addQuorumNode();
            assertThat(added.name()).isEqualTo("quorum-4");
            assertThat(added.role()).isEqualTo(QuorumRole.FOLLOWER);
            ConcurrentLinkedQueue<Watcher.Event.EventType> events = new ConcurrentLinkedQueue<>();
            admin.getConfig(event -> events.add(event.getType()), null);
            Stat stat = new Stat();

            byte[] config = admin.reconfigure(added.serverLine(), null, null, -1, stat);

            assertThat(text(config))
                    .contains(added.serverLine())
                    .endsWith("version=" + Long.toHexString(stat.getMzxid()));
            assertThat(config).isEqualTo(admin.getConfig(false, null));
            // The client tells its watcher on another thread than the one that waits for the answer.
            Awaitility.await().until(() -> !events.isEmpty());
            assertThat(events).containsExactly(Watcher.Event.EventType.NodeDataChanged);
            for (QuorumNode node : cluster.quorum()) {
                assertThat(text(config)).contains(";" + node.address());
            }

            QuorumNode leader = cluster.quorumLeader();
            String leaving = leader.id() == 1 ? "1,2" : leader.id() + ",1";
            admin.reconfigure(null, leaving, null, stat.getMzxid(), stat);

            assertThat(stat.getVersion()).isEqualTo(-1);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> cluster.quorum().stream()
                            .anyMatch(node -> !node.equals(leader) && node.role() == QuorumRole.LEADER));
            // The change of leader has closed connections, as ZooKeeper does.
            try (ZooKeeperAdmin later = admin(cluster)) {
                later.create("/after", null, OPEN, CreateMode.PERSISTENT);
            }
        }
    }

    @Test
    void voterBecomesAnObserver() throws Exception {
        try (Cluster cluster = reconfigurable(3);
                ZooKeeperAdmin admin = admin(cluster.quorumLeader().address())) {
            QuorumNode leader = cluster.quorumLeader();
            QuorumNode other = cluster.quorumNode(leader.id() % 3 + 1);

            admin.reconfigure(other.observerLine(), null, null, -1, null);

            Awaitility.await().until(other::role, role -> role == QuorumRole.OBSERVER);
            assertThat(cluster.describe()).contains("observer");
        }
    }

    @Test
    void serverInAnotherRoleLeavesItsClientsWithoutAnAnswer() throws Exception {
        try (Cluster cluster = reconfigurable(3)) {
            QuorumNode follower = follower(cluster);
            try (ZooKeeperAdmin admin = admin(follower.address())) {
                refused(KeeperException.Code.CONNECTIONLOSS, admin, follower.observerLine(), null, null, -1);

                assertThat(follower.role()).isEqualTo(QuorumRole.OBSERVER);
                awaitAnswer(admin);
                assertThat(text(admin.getConfig(false, null))).contains(follower.observerLine());
            }
        }
    }

    @Test
    void leaderThatLeavesTakesTheAnswerOfOthersClientsAlong() throws Exception {
        try (Cluster cluster = reconfigurable(3)) {
            QuorumNode leader = cluster.quorumLeader();
            try (ZooKeeperAdmin admin = admin(follower(cluster).address())) {
                refused(KeeperException.Code.CONNECTIONLOSS, admin, null, Integer.toString(leader.id()), null, -1);

                awaitAnswer(admin);
                assertThat(text(admin.getConfig(false, null))).doesNotContain("server." + leader.id());
            }
        }
    }

    @Test
    void allMembersAreReplacedAtOnce() throws Exception {
        try (Cluster cluster = reconfigurable(3);
                ZooKeeperAdmin admin = admin(cluster.quorumLeader().address())) {
            admin.create("/before", null, OPEN, CreateMode.PERSISTENT);
            QuorumNode four = cluster.addQuorumNode();
            QuorumNode five = cluster.addQuorumNode();
            QuorumNode six = cluster.addQuorumNode();

            admin.reconfigure(
                    null, null, four.serverLine() + "," + five.serverLine() + "," + six.serverLine(), -1, null);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> List.of(four, five, six).stream().anyMatch(node -> node.role() == QuorumRole.LEADER));
            for (int id = 1; id <= 3; id++) {
                cluster.quorumNode(id).kill();
            }
            try (ZooKeeperAdmin later = admin(cluster)) {
                later.create("/before/after", null, OPEN, CreateMode.PERSISTENT);
            }
        }
    }

    @Test
    void foundersAreReplacedOneByOne() throws Exception {
        try (Cluster cluster = reconfigurable(3)) {
            try (ZooKeeperAdmin admin = admin(cluster)) {
                admin.create("/before", null, OPEN, CreateMode.PERSISTENT);
            }
            for (int founder = 1; founder <= 3; founder++) {
                QuorumNode added = cluster.addQuorumNode();
                String leaving = Integer.toString(founder);
                replace(cluster, added.serverLine(), leaving);
                cluster.quorumNode(founder).kill();
            }

            QuorumNode seventh = cluster.addQuorumNode();

            assertThat(seventh.name()).isEqualTo("quorum-7");
            try (ZooKeeperAdmin client = admin(seventh.address())) {
                client.create("/before/after", null, OPEN, CreateMode.PERSISTENT);
                assertThat(text(client.getConfig(false, null)))
                        .contains("server.4=", "server.5=", "server.6=")
                        .doesNotContain("server.1=", "server.2=", "server.3=");
            }
        }
    }

    /** Through the leader; one that leaves may take the answer along. */
    private static void replace(Cluster cluster, String joining, String leaving) throws Exception {
        cluster.await().quorumLeader();
        QuorumNode leader = cluster.quorumLeader();
        try (ZooKeeperAdmin admin = admin(leader.address())) {
            admin.reconfigure(joining, leaving, null, -1, null);
        } catch (KeeperException.ConnectionLossException goneWithTheLeader) {
            assertThat(leader.id()).isEqualTo(Integer.parseInt(leaving));
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> cluster.quorum().stream()
                        .anyMatch(node -> node.role() == QuorumRole.LEADER && node.id() != Integer.parseInt(leaving)));
    }

    @Test
    void nothingIsLeftOfANodeThatDidNotJoin() throws Exception {
        try (Cluster cluster = reconfigurable(3)) {
            String servers = cluster.quorumConnectString();
            cluster.quorumNode(2).kill();
            cluster.quorumNode(3).kill();
            Awaitility.await().until(cluster.quorumNode(1)::role, role -> role == QuorumRole.LOOKING);
            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            Thread joining = new Thread(() -> outcome.complete(catchThrowable(cluster::addQuorumNode)));
            joining.start();
            Awaitility.await().until(() -> !cluster.quorumConnectString().equals(servers));

            joining.interrupt();

            assertThat(outcome).succeedsWithin(Duration.ofSeconds(20)).isInstanceOf(Exception.class);
            assertThat(cluster.quorum()).hasSize(3);
            assertThat(cluster.quorumConnectString()).isEqualTo(servers);
            cluster.quorumNode(2).start();
            cluster.quorumNode(3).start();
            QuorumNode added = cluster.addQuorumNode();
            assertThat(added.name()).isEqualTo("quorum-4");
            assertThat(added.role()).isEqualTo(QuorumRole.FOLLOWER);
            assertThat(cluster.quorumConnectString()).isEqualTo(servers + "," + added.address());
        }
    }

    @Test
    void refusesWhatZooKeeperRefuses() throws Exception {
        try (Cluster cluster = reconfigurable(3);
                ZooKeeperAdmin admin = admin(cluster)) {
            refused(KeeperException.Code.BADVERSION, admin, null, "1", null, 77);
            refused(KeeperException.Code.BADARGUMENTS, admin, "server.4=x", null, null, -1);
            refused(KeeperException.Code.BADARGUMENTS, admin, "server.4=127.0.0.1:1:2", null, null, -1);
            refused(KeeperException.Code.BADARGUMENTS, admin, null, "2,3", null, -1);
            refused(KeeperException.Code.MARSHALLINGERROR, admin, null, "two", null, -1);
            refused(KeeperException.Code.MARSHALLINGERROR, admin, "server.4=127.0.0.1:70000:2;3", null, null, -1);
            refused(KeeperException.Code.BADARGUMENTS, admin, "server.4=127.0.0.1:x:2;3", null, null, -1);
            refused(
                    KeeperException.Code.BADARGUMENTS,
                    admin,
                    "server.8=192.0.2.1:1:2;3,server.9=192.0.2.1:4:5;192.0.2.1:2",
                    null,
                    null,
                    -1);
            refused(
                    KeeperException.Code.NEWCONFIGNOQUORUM,
                    admin,
                    null,
                    null,
                    "server.1=127.0.0.1:2889:3889;" + cluster.quorumNode(1).address()
                            + ",server.8=127.0.0.1:8:9;8,server.9=127.0.0.1:9:10;9",
                    -1);
        }
    }

    @Test
    void refusesWhatCannotBeHere() throws Exception {
        try (Cluster cluster = reconfigurable(3);
                ZooKeeperAdmin admin = admin(cluster)) {
            String line = cluster.quorumNode(2).serverLine();
            String portless = line.substring(0, line.indexOf(';'));
            String others = cluster.quorumNode(1).serverLine() + ","
                    + cluster.quorumNode(3).serverLine() + ",";

            refused(KeeperException.Code.BADARGUMENTS, admin, portless + ";127.0.0.1:1", null, null, -1);
            refused(KeeperException.Code.BADARGUMENTS, admin, null, null, others + portless, -1);
            refused(KeeperException.Code.BADARGUMENTS, admin, "server.0=127.0.0.1:1:2;3", null, null, -1);
            refused(KeeperException.Code.BADARGUMENTS, admin, "server.255=127.0.0.1:1:2;3", null, null, -1);
            refused(KeeperException.Code.BADARGUMENTS, admin, "server.4=[::1]:1:2;3", null, null, -1);
            refused(KeeperException.Code.BADARGUMENTS, admin, "server.4=127.0.0.1:1:2;;127.0.0.1:3", null, null, -1);
            refused(KeeperException.Code.BADARGUMENTS, admin, null, null, others + line + ",group.1=1:2:3", -1);
            assertThat(admin.reconfigure(null, null, others + line, -1, null)).isNotEmpty();
        }
    }

    @Test
    void otherPortsForServersAreToldAndChangeNothing() throws Exception {
        try (Cluster cluster = reconfigurable(3);
                ZooKeeperAdmin admin = admin(cluster)) {
            QuorumNode leader = cluster.quorumLeader();
            String moved = leader.serverLine().replaceFirst(":\\d+:\\d+:", ":28888:38888:");

            assertThat(text(admin.reconfigure(moved, null, null, -1, null))).contains(moved);

            admin.create("/after", null, OPEN, CreateMode.PERSISTENT);
            assertThat(cluster.quorumLeader()).isEqualTo(leader);
        }
    }

    @Test
    void newServerIsToldOfAtThePortThatTheRequestSays() throws Exception {
        try (Cluster cluster = reconfigurable(3);
                ZooKeeperAdmin admin = admin(cluster)) {
            QuorumNode added = cluster.addQuorumNode();
            String elsewhere = added.serverLine().replaceFirst(";.*", ";127.0.0.1:1");

            assertThat(text(admin.reconfigure(elsewhere, null, null, -1, null))).contains(elsewhere);

            try (ZooKeeperAdmin client = admin(added.address())) {
                assertThat(text(client.getConfig(false, null))).contains(elsewhere);
            }
        }
    }

    /** No name is looked up, so those that mean no address are members like others. */
    @Test
    void hostNamesAreComparedAsTheyAre() throws Exception {
        try (Cluster cluster = reconfigurable(3);
                ZooKeeperAdmin admin = admin(cluster)) {
            String first = "server.8=nowhere.invalid:1:2;3";

            refused(
                    KeeperException.Code.BADARGUMENTS,
                    admin,
                    first + ",server.9=nowhere.invalid:2:4;5",
                    null,
                    null,
                    -1);
            String second = "server.9=elsewhere.invalid:2:4;5";
            assertThat(text(admin.reconfigure(first + "," + second, null, null, -1, null)))
                    .contains("server.8=nowhere.invalid:1:2:", "server.9=elsewhere.invalid:2:4:");
        }
    }

    @Test
    void isOffAndForSuperUsersOnlyByDefault() throws Exception {
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(3).start();
                ZooKeeperAdmin admin = admin(cluster)) {
            refused(KeeperException.Code.RECONFIGDISABLED, admin, null, "3", null, -1);
        }
        try (Cluster cluster = Cluster.builder()
                        .brokers(0)
                        .quorum(3)
                        .quorumConfig("reconfigEnabled", "true")
                        .start();
                ZooKeeperAdmin admin = admin(cluster)) {
            refused(KeeperException.Code.NOAUTH, admin, null, "3", null, -1);
        }
    }

    @Test
    void whoIsNotPermittedIsToldSoBeforeAnyLimitOfOurs() throws Exception {
        try (Cluster cluster = Cluster.builder()
                        .brokers(0)
                        .quorum(3)
                        .quorumConfig("reconfigEnabled", "true")
                        .start();
                ZooKeeperAdmin admin = admin(cluster)) {
            String first = cluster.quorumNode(1).serverLine();
            String all = first + "," + cluster.quorumNode(2).serverLine() + ","
                    + cluster.quorumNode(3).serverLine();

            refused(KeeperException.Code.NOAUTH, admin, "server.999=127.0.0.1:1:2;3", null, null, -1);
            refused(KeeperException.Code.NOAUTH, admin, "server.0=127.0.0.1:1:2;3", null, null, -1);
            refused(KeeperException.Code.NOAUTH, admin, "server.4=[::1]:1:2;3", null, null, -1);
            refused(KeeperException.Code.NOAUTH, admin, first.replaceFirst(";.*", ";127.0.0.1:1"), null, null, -1);
            refused(KeeperException.Code.NOAUTH, admin, null, null, all.replaceFirst(";[^,]*", ""), -1);
            refused(KeeperException.Code.NOAUTH, admin, null, null, all + ",group.1=1:2:3", -1);
            refused(KeeperException.Code.BADARGUMENTS, admin, "server.4=x", null, null, -1);
            refused(KeeperException.Code.BADVERSION, admin, "server.999=127.0.0.1:1:2;3", null, null, 77);
        }
    }

    @Test
    void superUserMay() throws Exception {
        try (Cluster cluster = Cluster.builder()
                        .brokers(0)
                        .quorum(3)
                        .quorumConfig("reconfigEnabled", "true")
                        .quorumConfig(
                                "DigestAuthenticationProvider.superDigest",
                                DigestAuthenticationProvider.generateDigest("super:secret"))
                        .start();
                ZooKeeperAdmin admin = admin(cluster)) {
            String follower = follower(cluster).name().replace("quorum-", "");
            refused(KeeperException.Code.NOAUTH, admin, null, follower, null, -1);
            admin.addAuthInfo("digest", "super:secret".getBytes(StandardCharsets.UTF_8));

            assertThat(text(admin.reconfigure(null, follower, null, -1, null))).doesNotContain("server." + follower);
        }
    }

    @Test
    void secondRequestIsRefusedWhileTheFirstIsOnItsWay() throws Exception {
        try (Cluster cluster = reconfigurable(3)) {
            Transcript transcript = new Transcript();
            RawClient client = new RawClient("client", address(cluster.quorumLeader()), transcript);
            client.connect().begin();

            client.askAtOnce(leaving("77"), leaving("78"));
            client.ask(leaving("79")).end();

            assertThat(transcript.toString().lines().filter(line -> line.startsWith("  -> ")))
                    .satisfiesExactly(
                            connected -> assertThat(connected).contains("connected"),
                            first -> assertThat(first).startsWith("  -> OK at z+1"),
                            second -> assertThat(second).isEqualTo("  -> RECONFIG_IN_PROGRESS at z+2"),
                            later -> assertThat(later).startsWith("  -> OK at z+3"));
        }
    }

    @Test
    void nodeThatWasLeftOutFollowsUntilItEnds() throws Exception {
        try (Cluster cluster = reconfigurable(3);
                ZooKeeperAdmin admin = admin(cluster.quorumLeader().address())) {
            QuorumNode leaving = follower(cluster);
            QuorumNode away = cluster.quorum().stream()
                    .filter(node -> !node.equals(leaving) && node.role() == QuorumRole.FOLLOWER)
                    .findFirst()
                    .orElseThrow();
            admin.reconfigure(cluster.addQuorumNode().serverLine(), null, null, -1, null);
            admin.reconfigure(null, Integer.toString(leaving.id()), null, -1, null);
            away.kill();
            admin.reconfigure(null, Integer.toString(away.id()), null, -1, null);

            away.start();
            try (ZooKeeperAdmin client = admin(leaving.address());
                    ZooKeeperAdmin other = admin(away.address())) {
                client.create("/served", null, OPEN, CreateMode.PERSISTENT);
                other.create("/served/too", null, OPEN, CreateMode.PERSISTENT);
            }

            leaving.kill();
            assertThatThrownBy(leaving::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is not among the servers that it has last seen agreed upon");
            away.shutdown();
            assertThatThrownBy(away::start).isInstanceOf(IllegalStateException.class);
            leaving.wipe();
            leaving.start();
            Awaitility.await().until(leaving::role, role -> role == QuorumRole.FOLLOWER);
        }
    }

    @Test
    void observersDoNotCount() throws Exception {
        try (Cluster cluster =
                        Cluster.builder().brokers(0).quorum(3).observers(2).start();
                ZooKeeperAdmin admin = admin(cluster.quorumNode(1).address())) {
            QuorumNode four = cluster.quorumNode(4);
            QuorumNode five = cluster.quorumNode(5);
            Awaitility.await().until(four::role, role -> role == QuorumRole.OBSERVER);
            four.kill();
            five.kill();
            admin.create("/without", null, OPEN, CreateMode.PERSISTENT);
            four.start();
            five.start();
            Awaitility.await().until(() -> four.role() == QuorumRole.OBSERVER && five.role() == QuorumRole.OBSERVER);

            cluster.quorumNode(1).kill();
            cluster.quorumNode(2).kill();

            Awaitility.await()
                    .until(() -> cluster.quorum().stream().allMatch(node -> node.role() == QuorumRole.LOOKING));
        }
    }

    /** Three of five servers run, but of the three that vote only one. */
    @Test
    void nothingIsWrittenWithTheVotesOfObservers() throws Exception {
        try (Cluster cluster =
                        Cluster.builder().brokers(0).quorum(3).observers(2).start();
                ZooKeeperAdmin ofVoter = admin(cluster.quorumNode(3).address());
                ZooKeeperAdmin ofObserver = admin(cluster.quorumNode(5).address())) {
            cluster.quorumNode(1).kill();
            cluster.quorumNode(2).kill();

            assertThat(creation(ofVoter, "/with-voter"))
                    .succeedsWithin(Duration.ofSeconds(20))
                    .isEqualTo(KeeperException.Code.CONNECTIONLOSS);
            assertThat(creation(ofObserver, "/with-observer"))
                    .succeedsWithin(Duration.ofSeconds(20))
                    .isEqualTo(KeeperException.Code.CONNECTIONLOSS);
            Awaitility.await()
                    .until(() -> cluster.quorum().stream().allMatch(node -> node.role() == QuorumRole.LOOKING));

            cluster.quorumNode(1).start();
            awaitAnswer(ofVoter);
            awaitAnswer(ofObserver);
            ofVoter.create("/with-two-voters", null, OPEN, CreateMode.PERSISTENT);
            ofObserver.create("/through-an-observer", null, OPEN, CreateMode.PERSISTENT);
        }
    }

    /**
     * Waits until a client that has lost its connection has answers again. Its state does not tell: it says that it is
     * connected until the client tries anew, which is up to a second later, and fails where no server serves yet.
     */
    private static void awaitAnswer(ZooKeeperAdmin client) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .ignoreException(KeeperException.ConnectionLossException.class)
                .until(() -> client.exists("/", false) != null);
    }

    private static CompletableFuture<KeeperException.Code> creation(ZooKeeperAdmin client, String path) {
        CompletableFuture<KeeperException.Code> outcome = new CompletableFuture<>();
        client.create(
                path,
                null,
                OPEN,
                CreateMode.PERSISTENT,
                (rc, at, context, name) -> outcome.complete(KeeperException.Code.get(rc)),
                null);
        return outcome;
    }

    @Test
    void nobodyJoinsAStandaloneNode() {
        try (Cluster cluster = Cluster.builder().brokers(0).start()) {
            assertThat(cluster.quorumNode(1).role()).isEqualTo(QuorumRole.STANDALONE);
            assertThatThrownBy(cluster::addQuorumNode).hasMessageContaining("standaloneEnabled=false");
        }
    }

    private static ReconfigRequest leaving(String ids) {
        return new ReconfigRequest(null, ids, null, -1);
    }

    private static InetSocketAddress address(QuorumNode node) {
        String[] parts = node.address().split(":", -1);
        return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
    }

    private static QuorumNode follower(Cluster cluster) {
        return cluster.quorum().stream()
                .filter(node -> node.role() == QuorumRole.FOLLOWER)
                .findFirst()
                .orElseThrow();
    }

    private static Cluster reconfigurable(int quorum) {
        return Cluster.builder()
                .brokers(0)
                .quorum(quorum)
                .quorumConfig("reconfigEnabled", "true")
                .quorumConfig("skipACL", "yes")
                .start();
    }

    private static ZooKeeperAdmin admin(Cluster cluster) throws Exception {
        return admin(cluster.quorumConnectString());
    }

    private static ZooKeeperAdmin admin(String servers) throws Exception {
        ZooKeeperAdmin admin = new ZooKeeperAdmin(servers, 20_000, event -> {});
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> admin.getState().isConnected());
        return admin;
    }

    private static void refused(
            KeeperException.Code code,
            ZooKeeperAdmin admin,
            String joining,
            String leaving,
            String members,
            long version) {
        assertThatThrownBy(() -> admin.reconfigure(joining, leaving, members, version, null))
                .isInstanceOfSatisfying(
                        KeeperException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

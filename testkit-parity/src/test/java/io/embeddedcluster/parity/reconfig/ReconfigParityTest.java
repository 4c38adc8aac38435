package io.embeddedcluster.parity.reconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.parity.fixture.RealServers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Members that come, go and change, beside the real ensemble, answer by answer. */
@Tag("parity")
class ReconfigParityTest {

    private static final String SUPER = "DigestAuthenticationProvider.superDigest";
    private static final String CONFIG = "/zookeeper/config";
    private static final int LONG_BYTES = 900_000;
    private static final int MAX_ROUNDS = 20;

    /** What is malformed is not even looked at while another is on its way. */
    private static final List<KeeperException.Code> ONE_AT_A_TIME = List.of(
            KeeperException.Code.OK, KeeperException.Code.RECONFIGINPROGRESS, KeeperException.Code.RECONFIGINPROGRESS);

    private static final List<ACL> OPEN = Arrays.asList(new ACL(31, new Id("world", "anyone")));

    /** What the real server reads from its configuration ends up in system properties. */
    @AfterAll
    static void forgetSuperUser() {
        System.clearProperty("zookeeper." + SUPER);
    }

    /** Does the same things to an ensemble, whichever it is. */
    @FunctionalInterface
    private interface Plot {
        void tell(Story story) throws Exception;
    }

    @Test
    void refusalsAreTheRealOnes() throws Exception {
        same(3, Map.of(), ReconfigParityTest::refusals);
    }

    @Test
    void whereItIsOffNobodyMay() throws Exception {
        same(3, Map.of("reconfigEnabled", "false"), story -> {
            ZooKeeperAdmin client = story.superClient("A");
            story.config("config", client);
            story.reconfig("well-formed", client, null, story.id("B"), null, -1);
            story.reconfig("malformed", client, "x", null, null, -1);
        });
    }

    @Test
    void standaloneServerHasNoMembers() throws Exception {
        same(1, Map.of(), story -> {
            ZooKeeperAdmin client = story.superClient("L");
            story.reconfig("well-formed", client, story.line("L"), null, null, -1);
            story.reconfig("malformed", client, "x", null, null, 5);
        });
    }

    @Test
    void oneServerBecomesTwoAndOneAgain() throws Exception {
        same(1, Map.of("standaloneEnabled", "false"), story -> {
            ZooKeeperAdmin client = story.superClient("L");
            story.config("one", client);
            story.reconfig("none", client, null, story.id("L"), null, -1);
            story.reconfig("none as members", client, null, null, "", -1);
            story.reconfig("observer alone", client, null, null, story.line("L", "observer"), -1);
            story.add("J");
            story.reconfig("two", client, story.line("J"), null, null, -1);
            story.reconfig("one again", client, null, story.id("J"), null, -1);
            story.config("at last", client);
        });
    }

    @Test
    void membersComeAndGo() throws Exception {
        same(3, Map.of(), ReconfigParityTest::comingAndGoing);
    }

    @Test
    void rolesChange() throws Exception {
        same(3, Map.of(), ReconfigParityTest::roles);
    }

    @Test
    void leaderBecomesAnObserver() throws Exception {
        same(3, Map.of(), story -> {
            ZooKeeperAdmin client = story.superClient("L");
            story.reconfig("leader becomes an observer", client, story.line("L", "observer"), null, null, -1);
            story.becomes("L", "observer");
            story.config("as it sees it", story.client("L"));
        });
    }

    @Test
    void leaderLeaves() throws Exception {
        same(3, Map.of(), story -> {
            ZooKeeperAdmin client = story.superClient("L");
            story.reconfig("leader leaves", client, null, story.id("L"), null, -1);
            story.becomes("L", "follower");
            story.config("as it sees it", story.client("L"));
            story.stop("L");
            story.start("L");
        });
    }

    @Test
    void guestFollowsTheNextLeaderToo() throws Exception {
        same(3, Map.of(), story -> {
            story.add("J");
            story.stop("L");
            story.takesWrites("J");
            story.becomes("J", "follower");
            story.config("as it sees it", story.client("J"));
        });
    }

    /** Also where servers here would not do what is asked. */
    @Test
    void whoMayNotIsToldSoFirst() throws Exception {
        same(3, Map.of(), story -> {
            ZooKeeperAdmin nobody = story.client("L");
            story.reconfig("other number", nobody, "server.999=127.0.0.1:28999:38999;28998", null, null, -1);
            story.reconfig("IPv6", nobody, "server.9=[::1]:28999:38999;28998", null, null, -1);
            String moved = story.line("L").replaceFirst(";.*", ";127.0.0.1:28997");
            story.reconfig("other client port", nobody, moved, null, null, -1);
            story.reconfig("other version", nobody, moved, null, null, 77);
        });
    }

    @Test
    void whoMayIsSaidByTheAcl() throws Exception {
        same(3, Map.of(), story -> {
            ZooKeeperAdmin client = story.superClient("A");
            ZooKeeperAdmin nobody = story.client("B");
            client.setACL(CONFIG, OPEN, -1);
            story.reconfig("everybody may", nobody, "", null, null, -1);
            client.setData(CONFIG, new byte[] {'x'}, -1);
            story.config("something else is written there", client);
            story.reconfig("after something else", client, "", null, null, -1);
            story.config("then", client);
            client.setData(CONFIG, null, -1);
            story.conf("A");
            story.reconfig("after nothing", client, null, story.id("B"), null, -1);
        });
    }

    @Test
    void unusualFormsAreTaken() throws Exception {
        same(3, Map.of(), ReconfigParityTest::unusualForms);
    }

    /** How long a real server has a request on its way is chance: in some round all that come after it meet it there. */
    @Test
    void oneAtATime() throws Exception {
        same(3, Map.of(), story -> {
            ZooKeeperAdmin client = story.superClient("L");
            client.create("/long", null, OPEN, CreateMode.PERSISTENT);
            List<KeeperException.Code> outcomes = List.of();
            for (int round = 0; round < MAX_ROUNDS && !outcomes.equals(ONE_AT_A_TIME); round++) {
                // What is long on its way keeps the first request waiting for its majority while the next ones come.
                for (int i = 0; i < 10; i++) {
                    client.setData("/long", new byte[LONG_BYTES], -1, (rc, path, context, stat) -> {}, null);
                }
                outcomes = Story.atOnce(client, "", "", "x");
            }
            story.tell("at once", outcomes.toString());
        });
    }

    private static void refusals(Story story) throws Exception {
        ZooKeeperAdmin nobody = story.client("A");
        for (String server : List.of("L", "A", "B")) {
            story.config("first configuration by " + server, story.client(server));
        }
        story.reconfig("nobody", nobody, null, story.id("B"), null, -1);
        story.reconfig("nobody, too few", nobody, null, story.id("A") + "," + story.id("B"), null, -1);
        story.reconfig("nobody, malformed", nobody, "x", null, null, -1);
        ZooKeeperAdmin client = story.superClient("A");
        long version = Story.version(client);
        story.reconfig("another version", client, null, story.id("B"), null, 77);
        story.reconfig("version 0", client, null, story.id("B"), null, 0);
        story.reconfig("another version, malformed", client, "x", null, null, 77);
        String other = "127.0.0.1:1:2:participant;127.0.0.1:3";
        Map<String, String> joining = new LinkedHashMap<>();
        joining.put("no equals sign", "server.4");
        joining.put("two equals signs", "server.4=" + other + "=x");
        joining.put("no number", "server.x=" + other);
        joining.put("no number at all", "server.=" + other);
        joining.put("fractional number", "server.4.5x=" + other);
        joining.put("host alone", "server.4=127.0.0.1");
        joining.put("one port", "server.4=127.0.0.1:1;3");
        joining.put("five parts", "server.4=127.0.0.1:1:2:participant:x;3");
        joining.put("no client port", "server.4=127.0.0.1:1:2:participant");
        joining.put("empty client port", "server.4=127.0.0.1:1:2:participant;");
        joining.put("port is no number", "server.4=127.0.0.1:x:2:participant;3");
        joining.put("election port is no number", "server.4=127.0.0.1:1:y:participant;3");
        joining.put("client port is no number", "server.4=127.0.0.1:1:2:participant;z");
        joining.put("port too high", "server.4=127.0.0.1:70000:2:participant;3");
        joining.put("election port too high", "server.4=127.0.0.1:1:70000:participant;3");
        joining.put("client port too high", "server.4=127.0.0.1:1:2:participant;70000");
        joining.put("port negative", "server.4=127.0.0.1:-1:2:participant;3");
        joining.put("empty port", "server.4=127.0.0.1::2:participant;3");
        joining.put("space in a port", "server.4=127.0.0.1:1 :2:participant;3");
        joining.put("same ports", "server.4=127.0.0.1:1:1:participant;3");
        joining.put("unknown role", "server.4=127.0.0.1:1:2:leader;3");
        joining.put("empty role", "server.4=127.0.0.1:1:2: ;3");
        joining.put("client address of three parts", "server.4=127.0.0.1:1:2;127.0.0.1:3:4");
        joining.put("two addresses", "server.4=127.0.0.1:1:2|127.0.0.1:5:6;3");
        joining.put("open bracket", "server.4=[::1:1:2;3");
        joining.put("another's address", "server.8=192.0.2.1:1:2;192.0.2.1:3,server.9=192.0.2.1:1:5;192.0.2.1:6");
        joining.put(
                "another's client address", "server.8=192.0.2.1:1:2;192.0.2.1:3,server.9=192.0.2.1:4:5;192.0.2.1:3");
        joining.put("another's election port", "server.8=192.0.2.1:1:2;192.0.2.1:3,server.9=192.0.2.1:2:5;192.0.2.1:6");
        joining.put(
                "another's election port for clients", "server.8=192.0.2.1:1:2;3,server.9=192.0.2.1:4:5;192.0.2.1:2");
        joining.put("second one malformed", story.line("A") + ",server.9=x");
        for (Map.Entry<String, String> each : joining.entrySet()) {
            story.reconfig("joining, " + each.getKey(), client, each.getValue(), null, null, -1);
        }
        for (String leaving : List.of("two", "1.5", "server.1", "99999999999999999999", "0x1")) {
            story.reconfig("leaving " + leaving, client, null, leaving, null, -1);
        }
        story.reconfig("too few stay", client, null, story.id("A") + "," + story.id("B"), null, -1);
        story.reconfig("nobody stays", client, null, "1,2,3", null, -1);
        story.reconfig(
                "too few vote",
                client,
                story.line("A", "observer") + "," + story.line("B", "observer"),
                null,
                null,
                -1);
        Map<String, String> members = new LinkedHashMap<>();
        members.put("empty", "");
        members.put("one", story.line("A"));
        members.put("one and an observer", story.line("A") + "," + story.line("B", "observer"));
        members.put("observers", story.line("A", "observer") + "," + story.line("B", "observer"));
        members.put("unknown parameter", story.line("A") + "\n" + story.line("B") + "\nx=1");
        members.put("no number", story.line("A") + ",server.x=" + other);
        members.put("version is no number", story.line("A") + "," + story.line("B") + ",version=x");
        members.put("malformed", story.line("A") + ",server.9=x");
        members.put("port too high", story.line("A") + ",server.9=127.0.0.1:70000:2;3");
        members.put("port is no number", story.line("A") + ",server.9=127.0.0.1:x:2;3");
        for (Map.Entry<String, String> each : members.entrySet()) {
            story.reconfig("members, " + each.getKey(), client, null, null, each.getValue(), -1);
        }
        String down = "server.8=127.0.0.1:8:9;127.0.0.1:10,server.9=127.0.0.1:9:10;127.0.0.1:11";
        story.reconfig("two that do not run", client, null, null, story.line("L") + "," + down, -1);
        story.reconfig("nobody, two that do not run", nobody, null, null, story.line("L") + "," + down, -1);
        story.reconfig(
                "more that do not run than run",
                client,
                down + ",server.10=127.0.0.1:18:19;127.0.0.1:20",
                null,
                null,
                -1);
        story.config("configuration after all that", client);
        story.tell("version is", Boolean.toString(version == Story.version(client)));
    }

    private static void unusualForms(Story story) throws Exception {
        ZooKeeperAdmin client = story.superClient("A");
        String line = story.line("B");
        Map<String, String> joining = new LinkedHashMap<>();
        joining.put("number alone", line.replace("server.", ""));
        joining.put("longer key", line.replace("server.", "zoo.server."));
        joining.put("colons at the end", story.line("B", ":"));
        joining.put("semicolons at the end", line + ";;");
        joining.put("two equals signs in a row", line.replace("=", "=="));
        joining.put("spaces", " , " + line.replace("=", " = ") + " ,");
        joining.put("twice", story.line("B", "observer") + "," + line);
        for (Map.Entry<String, String> each : joining.entrySet()) {
            story.reconfig("joining, " + each.getKey(), client, each.getValue(), null, null, -1);
        }
        String members = story.line("L") + "\n" + story.line("A") + "\n# B\n" + line;
        story.reconfig("members, in lines", client, null, null, members + "\nversion=5", -1);
        story.reconfig("members, twice", client, null, null, story.line("B", "observer") + "," + members, -1);
        story.reconfig("members, with a space", client, null, null, members + " ", -1);
    }

    private static void comingAndGoing(Story story) throws Exception {
        ZooKeeperAdmin client = story.superClient("A");
        ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
        story.add("G");
        story.becomes("G", "follower");
        story.stop("G");
        story.start("G");
        story.add("J");
        story.becomes("J", "follower");
        story.config("as the new one sees it", story.client("J"));
        client.getConfig(event -> events.add(Story.text(event)), null);
        story.reconfig("joins", client, story.line("J"), null, null, Story.version(client));
        story.config("then", client);
        story.conf("A");
        RealServers.await(() -> !events.isEmpty());
        story.tell("events", events.toString());
        story.config("as the new one sees it then", story.client("J"));
        story.reconfig("joins again", client, story.line("J"), null, null, Story.version(client));
        story.reconfig("nothing joins", client, "", null, null, -1);
        story.reconfig("who is not there leaves", client, null, "77,0,-1,300,99999999999", null, -1);
        story.reconfig("leaves and joins", client, story.line("J"), story.id("J"), null, -1);
        story.reconfig("nothing at all", client, null, null, null, -1);
        String all = story.line("L") + "," + story.line("A") + "," + story.line("B") + "," + story.line("J");
        story.reconfig("all members, and more that does not count", client, "x", "y", all, -1);
        story.reconfig("leaves", client, null, story.id("J"), null, -1);
        story.becomes("J", "follower");
        ZooKeeperAdmin removed = story.client("J");
        removed.create("/by-the-removed", null, OPEN, CreateMode.PERSISTENT);
        story.config("as the removed one sees it", removed);
        story.conf("J");
        story.stop("J");
        story.start("J");
        story.stop("B");
        story.reconfig("leaves while it is away", client, null, story.id("B"), null, -1);
        story.start("B");
        story.becomes("B", "follower");
        story.config("as it sees it that was away", story.client("B"));
        story.stop("B");
        story.start("B");
    }

    private static void roles(Story story) throws Exception {
        ZooKeeperAdmin client = story.superClient("L");
        ConcurrentLinkedQueue<String> connection = new ConcurrentLinkedQueue<>();
        ZooKeeperAdmin other = story.client("B", event -> connection.add(event.getState() + " " + event.getType()));
        ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
        client.addWatch(CONFIG, event -> events.add(Story.text(event)), AddWatchMode.PERSISTENT);
        story.reconfig("becomes an observer", client, story.line("B", "observer"), null, null, -1);
        story.becomes("B", "observer");
        RealServers.await(() -> connection.size() == 3);
        story.tell("its clients hear", connection.toString());
        story.config("as it sees it", other);
        story.conf("B");
        story.reconfig("same role", client, story.line("B", "OBSERVER"), null, null, -1);
        story.reconfig("becomes a participant", client, story.line("B", ""), null, null, -1);
        story.becomes("B", "follower");
        story.reconfig("becomes an observer again", client, story.line("B", "observer"), null, null, -1);
        story.becomes("B", "observer");
        story.reconfig("observer leaves", client, null, story.id("B"), null, -1);
        story.becomes("B", "follower");
        story.reconfig("comes back as an observer", client, story.line("B", "observer"), null, null, -1);
        story.becomes("B", "observer");
        Story.awaitEvents(client);
        story.tell("events", events.toString());
        String members = story.line("L") + "," + story.line("B") + ",server.9=127.0.0.1:8:9;127.0.0.1:10";
        story.reconfig("observer does not count before it votes", client, null, null, members, -1);
    }

    private static void same(int size, Map<String, String> settings, Plot plot) throws Exception {
        Map<String, String> config = new LinkedHashMap<>();
        // The real server gives up a follower after five ticks: one tick is long, for slow machines.
        config.put("tickTime", "500");
        config.put("minSessionTimeout", "400");
        config.put("maxSessionTimeout", "60000");
        config.put("reconfigEnabled", "true");
        config.put(SUPER, DigestAuthenticationProvider.generateDigest("super:secret"));
        config.putAll(settings);
        List<String> expected = tell(new RealEnsemble(size, config), size, plot);
        assertThat(tell(new OurEnsemble(size, config), size, plot)).isEqualTo(expected);
    }

    private static List<String> tell(Ensemble ensemble, int size, Plot plot) throws Exception {
        try (Story story = new Story(ensemble, size)) {
            plot.tell(story);
            return story.lines();
        }
    }
}

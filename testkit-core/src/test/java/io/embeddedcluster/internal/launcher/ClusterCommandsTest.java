package io.embeddedcluster.internal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.TopicSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterCommandsTest {

    private static final String TWO_SESSIONS = "ok 0x[0-9a-f]+=quorum-[123] 0x[0-9a-f]+=quorum-[123]";

    private static Cluster cluster;
    private static ClusterCommands commands;

    @BeforeAll
    static void start() {
        cluster = Cluster.builder()
                .brokers(2)
                .quorum(3)
                .topic(TopicSpec.of("orders", 1, 2))
                .start();
        commands = new ClusterCommands(cluster);
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @AfterEach
    void restore() {
        cluster.faults().heal();
        cluster.brokers().stream().filter(broker -> !broker.isRunning()).forEach(broker -> broker.start());
        cluster.await().topic("orders").isFullyInSync();
    }

    private static String answer(String line) {
        Answer answer = commands.obey(line);
        assertThat(answer.line()).doesNotContain("\n");
        return answer.line();
    }

    @Test
    void statusNamesEachNode() {
        assertThat(answer("status"))
                .isEqualTo("ok broker-1=up broker-2=up quorum-1=up quorum-2=up quorum-3=up faults=0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill", "power-loss", "shutdown"})
    void nodeEndsAndStartsAgain(String verb) {
        assertThat(answer(verb + " broker-1")).isEqualTo("ok");
        assertThat(answer("status")).contains("broker-1=down");
        assertThat(answer(verb + " broker-1")).startsWith("error broker-1 is down");
        assertThat(answer("start broker-1")).isEqualTo("ok");
        assertThat(answer("status")).contains("broker-1=up");
        assertThat(answer("start broker-1")).startsWith("error broker-1 is running");
    }

    @Test
    void nodeIsPausedAndResumed() {
        assertThat(answer("pause quorum-2")).isEqualTo("ok");
        assertThat(answer("resume quorum-2")).isEqualTo("ok");
        assertThat(answer("resume quorum-2")).startsWith("error quorum-2");
    }

    @Test
    void rolesAreNamed() {
        assertThat(answer("leader orders 0")).matches("ok broker-[12]");
        assertThat(answer("controller")).matches("ok broker-[12]");
        assertThat(answer("quorum-leader")).matches("ok quorum-[123]");
    }

    @Test
    void splitIsHealed() {
        assertThat(answer("split broker-1 | broker-2 quorum-1 quorum-2 quorum-3"))
                .startsWith("ok split ");
        assertThat(answer("status")).endsWith("faults=1");
        assertThat(answer("heal")).isEqualTo("ok 1 healed");
        assertThat(answer("status")).endsWith("faults=0");
    }

    @Test
    void sessionsAreListedAndExpire() {
        String sessions = answer("sessions");
        assertThat(sessions).matches(TWO_SESSIONS);
        String id = sessions.substring(3, sessions.indexOf('='));
        assertThat(answer("move " + id + " quorum-2")).isEqualTo("ok");
        assertThat(answer("sessions")).contains(id + "=quorum-2");
        assertThat(answer("disconnect " + id)).isEqualTo("ok");
        assertThat(answer("hold " + id)).isEqualTo("ok");
        assertThat(answer("status")).endsWith("faults=1");
        assertThat(answer("expire " + id)).isEqualTo("ok");
        assertThat(answer("expire " + id)).startsWith("error session " + id + " is not open");
        cluster.faults().heal();
        // Others may take a broker whose session has just ended for registered still; with its next session it is news.
        cluster.await()
                .until(
                        "each broker has a session again",
                        () -> answer("sessions").matches(TWO_SESSIONS)
                                && !answer("sessions").contains(id));
        cluster.brokers().forEach(broker -> cluster.await().registered(broker));
    }

    @Test
    void checkPasses() {
        assertThat(answer("check")).startsWith("ok ");
    }

    @Test
    void helpListsTheCommands() {
        assertThat(answer("help")).contains("kill <node>", "split <node>... | <node>...", "quit");
    }

    @Test
    void quitIsTheLast() {
        assertThat(commands.obey("quit")).isEqualTo(new Answer("ok", true));
        assertThat(commands.obey("status").isLast()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "dance, error unknown command: dance (expected: one of status",
        "kill, error kill (expected: kill <node>)",
        "kill broker-1 broker-2, error kill broker-1 broker-2 (expected: kill <node>)",
        "kill broker-9, error no node broker-9 (expected: one of [broker-1",
        "leader orders, error leader orders (expected: leader <topic> <partition>)",
        "leader orders x, error partition: x (expected: a number)",
        "leader orders 7, error",
        "leader nothing 0, error there is no topic nothing",
        "split broker-1 broker-2, error split needs two sides",
        "split | broker-2, error split needs two sides",
        "split broker-1 | broker-1, error broker-1 is on both sides",
        "wipe broker-1, error broker-1 is running",
        "expire, error expire (expected: expire <session>)",
        "expire 17, error session: 17 (expected: its id",
        "expire 0x17, error session 0x17 is not open",
        "expire 0x11112222333344445, error session: 0x11112222333344445 (expected: its id",
        "move 0x17, error move 0x17 (expected: move <session> <quorum node>)",
        "move 0x17 broker-1, error broker-1 is not a quorum node",
    })
    void whatCannotBeIsAnErrorInOneLine(String line, String answer) {
        assertThat(answer(line)).startsWith(answer);
    }
}

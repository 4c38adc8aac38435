package io.embeddedcluster.internal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each line is answered by one line, whatever it is, and whatever has become of the cluster. */
class CommandLoopTest {

    private static List<String> answers(Cluster cluster, String input) throws Exception {
        StringWriter out = new StringWriter();
        new CommandLoop(new ClusterCommands(cluster))
                .run(new BufferedReader(new StringReader(input)), new PrintWriter(out));
        return out.toString().lines().toList();
    }

    @Test
    void nonsenseIsAnsweredAndEndsNothing() throws Exception {
        String tooLong = "status ".repeat(100_000);
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(1).start()) {
            assertThat(answers(cluster, tooLong + "\n\u0000\u0001\n  \r\n|\nstatus\r\n\nquorum-leader"))
                    .containsExactly(
                            "error a line of more than 65536 characters (expected: a command)",
                            "error unknown command: \u0000\u0001 (expected: one of " + names(cluster) + ")",
                            "error unknown command: | (expected: one of " + names(cluster) + ")",
                            "ok quorum-1=up faults=0",
                            "ok quorum-1");
        }
    }

    @Test
    void whatAnActionThrowsIsItsAnswer() {
        assertThat(Answer.of(() -> "well").line()).isEqualTo("ok well");
        assertThat(Answer.of(() -> {
                            throw new IllegalStateException("broker-1 is down\nand more");
                        })
                        .line())
                .isEqualTo("error broker-1 is down");
        assertThat(Answer.of(() -> {
                            throw new UnsupportedOperationException("nobody foresaw it");
                        })
                        .line())
                .isEqualTo("error java.lang.UnsupportedOperationException: nobody foresaw it");
    }

    private static String names(Cluster cluster) throws Exception {
        String usages = answers(cluster, "help").get(0).substring("ok ".length());
        return String.join(
                ", ",
                Stream.of(usages.split("; ", -1))
                        .map(usage -> usage.split(" ", -1)[0])
                        .toList());
    }

    @Test
    void clusterThatIsClosedAnswersStill() throws Exception {
        Cluster cluster =
                Cluster.builder().brokers(1).quorum(1).topic("orders", 1).start();
        cluster.close();
        List<String> lines = List.of(
                "status",
                "kill broker-1",
                "start broker-1",
                "pause quorum-1",
                "resume quorum-1",
                "shutdown broker-1",
                "power-loss quorum-1",
                "wipe broker-1",
                "leader orders 0",
                "controller",
                "quorum-leader",
                "split broker-1 | quorum-1",
                "heal",
                "sessions",
                "expire 0x1",
                "check",
                "help");

        assertThat(answers(cluster, String.join("\n", lines)))
                .hasSameSizeAs(lines)
                .allMatch(answer -> answer.startsWith("ok") || answer.startsWith("error "));
    }
}

package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a cluster writes to the log: the logger of these tests writes to {@code System.err}, ours from INFO on. */
class QuietStartTest {

    @Test
    void clusterLogsOneLineInItsWholeLife() {
        List<String> lines = logged(() -> {
            try (Cluster cluster =
                    Cluster.builder().brokers(3).quorum(3).topic("orders", 3).start()) {
                cluster.leaderOf("orders", 0).kill();
                cluster.await().topic("orders").hasLeaders();
            }
        });

        assertThat(lines)
                .singleElement()
                .asString()
                .contains("INFO", "3 brokers", "3 quorum nodes", "bootstrap.servers=127.0.0.1:", "seed=");
    }

    private static List<String> logged(Runnable action) {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}

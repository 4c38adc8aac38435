package io.embeddedcluster.internal.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DemoTest {

    @Test
    @Timeout(120)
    void promisesHoldWhileALeaderIsKilledUnderLoad() throws Exception {
        StringWriter out = new StringWriter();
        DemoReport report = new Demo(1, 0, new PrintWriter(out)).run();
        assertThat(report.held()).as("%s\n%s", out, report.lines()).isTrue();
        assertThat(report.failovers()).singleElement().satisfies(failover -> {
            assertThat(failover.victim()).isEqualTo("broker-1");
            assertThat(failover.nextAcknowledged()).hasSize(2);
        });
        assertThat(out.toString()).contains("broker-1 killed", "started again", "it led the quorum");
    }

    @Test
    void tableShowsEachTimeAndItsMedian() {
        LedgerCounts counts = new LedgerCounts(1_200, 1_100, 1_100, 0, 0, 0);
        List<Failover> failovers = List.of(
                new Failover("broker-1", Map.of(0, Duration.ofMillis(120), 3, Duration.ofMillis(180))),
                new Failover("broker-2", Map.of(1, Duration.ofMillis(150))));
        assertThat(new DemoReport(counts, failovers, "quorum-2 led the quorum", "all well", true).lines())
                .contains(
                        "  sent                  1,200",
                        "  acknowledged          1,100",
                        "  missing                   0",
                        "  broker-1  partition 0: 120 ms, partition 3: 180 ms",
                        "  broker-2  partition 1: 150 ms",
                        "  median 150 ms, slowest 180 ms",
                        "quorum-2 led the quorum",
                        "Check passed: all well",
                        "All promises held.");
    }

    @Test
    void brokenPromiseIsNotCalledHeld() {
        LedgerCounts lossy = new LedgerCounts(2, 2, 1, 1, 0, 0);
        assertThat(new DemoReport(lossy, List.of(), "", "", true).held()).isFalse();
        LedgerCounts fine = new LedgerCounts(2, 2, 2, 0, 0, 0);
        assertThat(new DemoReport(fine, List.of(), "", "", false).held()).isFalse();
        assertThat(new DemoReport(fine, List.of(), "", "", true).held()).isTrue();
    }
}

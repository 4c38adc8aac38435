package io.embeddedcluster.internal.launcher.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the demonstration showed.
 *
 * @param counts what became of the records
 * @param failovers one for each killed leader
 * @param quorumFailover what happened when the leader of the quorum was killed, in words
 * @param checkSummary what the cluster's own check said
 * @param checkHeld whether it found every promise kept
 */
record DemoReport(
        LedgerCounts counts, List<Failover> failovers, String quorumFailover, String checkSummary, boolean checkHeld) {

    DemoReport {
        failovers = List.copyOf(failovers);
    }

    /** {@return whether all promises held} */
    boolean held() {
        return counts.held() && checkHeld;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        row(lines, "sent", counts.sent());
        row(lines, "acknowledged", counts.acknowledged());
        row(lines, "read", counts.read());
        row(lines, "missing", counts.missing());
        row(lines, "duplicated", counts.duplicated());
        row(lines, "out of order", counts.outOfOrder());
        lines.add("");
        lines.add("From kill to the next acknowledged record, for each partition that the broker led:");
        failovers.forEach(failover -> lines.add("  " + failover.victim() + "  " + partitions(failover)));
        lines.add("  median " + millis(percentile(0.5)) + ", slowest " + millis(percentile(1)));
        lines.add(quorumFailover);
        lines.add("");
        lines.add((checkHeld ? "Check passed: " : "Check FAILED: ") + checkSummary);
        lines.add(held() ? "All promises held." : "A promise was BROKEN.");
        return lines;
    }

    private static void row(List<String> lines, String name, int count) {
        lines.add(String.format(Locale.ROOT, "  %-14s %,12d", name, count));
    }

    private static String partitions(Failover failover) {
        return failover.nextAcknowledged().entrySet().stream()
                .map(entry -> "partition " + entry.getKey() + ": " + millis(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }

    /** {@return of all times measured the one at this place, from 0 the fastest to 1 the slowest} */
    private Duration percentile(double place) {
        List<Duration> sorted = failovers.stream()
                .flatMap(failover -> failover.nextAcknowledged().values().stream())
                .sorted()
                .toList();
        return sorted.isEmpty() ? Duration.ZERO : sorted.get((int) Math.round(place * (sorted.size() - 1)));
    }
}

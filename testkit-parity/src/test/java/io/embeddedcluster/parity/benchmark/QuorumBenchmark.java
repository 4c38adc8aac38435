package io.embeddedcluster.parity.benchmark;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Prints how fast our three quorum nodes are beside three real ZooKeeper servers as Curator's TestingCluster starts them:
 * start to the first acknowledged create, each in JVMs of their own; then, both in this JVM, the same warm, close, threads,
 * and throughput and latency of create, get and set with 1, 10 and 50 of the real client; at last the time from the
 * kill of a leader to the next acknowledged create.
 *
 * <p>Both take turns, in short rounds, so that a noisy machine disturbs both alike; look at the ratios. Nothing is asserted.
 * The real servers write their logs to the temporary directory and force them to disk; ours are in memory. Arguments:
 * milliseconds per round (1000), rounds (3).
 */
public final class QuorumBenchmark {

    private static final List<Integer> CLIENT_COUNTS = List.of(1, 10, 50);
    private static final int STARTS = 5;

    private final long roundMillis;
    private final int rounds;

    private QuorumBenchmark(long roundMillis, int rounds) {
        this.roundMillis = roundMillis;
        this.rounds = rounds;
    }

    /** Measures everything once. */
    public static void main(String[] arguments) throws Exception {
        long roundMillis = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        print(
                "load average before: %.1f on %d cores%n",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors());
        FreshJvms.print();
        startAndClose();
        new QuorumBenchmark(roundMillis, rounds).throughput();
        LeaderKills.print();
        System.exit(0);
    }

    // ---- start and close

    private static void startAndClose() throws Exception {
        print("%n%-8s %12s %12s %12s %12s%n", "", "start ms", "close ms", "threads", "left behind");
        for (int i = 0; i < STARTS; i++) {
            Start ours = start(Ensemble::ours);
            Start real = start(Ensemble::real);
            print("%-8s %s%n%-8s %s%n", "ours", ours, "real", real);
            print(
                    "%-8s %12.1f %12.1f%n",
                    "real/ours", real.startMillis / ours.startMillis, real.closeMillis / ours.closeMillis);
        }
    }

    private static Start start(Callable<Ensemble> starter) throws Exception {
        int threadsBefore = Thread.getAllStackTraces().size();
        long begin = System.nanoTime();
        Ensemble ensemble = starter.call();
        double startMillis;
        int threads;
        try (Clients clients = Clients.connect(ensemble.connectString(), "/first", 1)) {
            startMillis = millisSince(begin);
            threads = Thread.getAllStackTraces().size() - threadsBefore - clients.threadCount();
        }
        long closing = System.nanoTime();
        ensemble.close();
        double closeMillis = millisSince(closing);
        return new Start(
                startMillis, closeMillis, threads, Thread.getAllStackTraces().size() - threadsBefore);
    }

    private static double millisSince(long nanos) {
        return (System.nanoTime() - nanos) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    // ---- operations

    private void throughput() throws Exception {
        print(
                "%n%-7s %7s %9s %9s %6s   %8s %8s %6s   %8s %8s %6s%n",
                "",
                "clients",
                "ours/s",
                "real/s",
                "ratio",
                "ours p50",
                "real p50",
                "ratio",
                "ours p99",
                "real p99",
                "ratio");
        Ensemble ours = Ensemble.ours();
        Ensemble real = Ensemble.real();
        for (int count : CLIENT_COUNTS) {
            try (Clients onOurs = Clients.connect(ours.connectString(), "/clients-" + count, count);
                    Clients onReal = Clients.connect(real.connectString(), "/clients-" + count, count)) {
                for (Clients.Operation operation : Clients.Operation.values()) {
                    // The first round of each warms up, and does not count.
                    onOurs.run(operation, roundMillis);
                    onReal.run(operation, roundMillis);
                    List<Measurement> oursMeasured = new ArrayList<>();
                    List<Measurement> realMeasured = new ArrayList<>();
                    for (int round = 0; round < rounds; round++) {
                        oursMeasured.add(onOurs.run(operation, roundMillis));
                        realMeasured.add(onReal.run(operation, roundMillis));
                    }
                    print(operation, count, sum(oursMeasured), sum(realMeasured));
                }
            }
        }
        ours.close();
        real.close();
    }

    private static Measurement sum(List<Measurement> measured) {
        return measured.stream().reduce(Measurement::and).orElseThrow();
    }

    private static void print(Clients.Operation operation, int clients, Measurement ours, Measurement real) {
        print(
                "%-7s %7d %9.0f %9.0f %6.2f   %8.2f %8.2f %6.2f   %8.2f %8.2f %6.2f%n",
                operation.name().toLowerCase(Locale.ROOT),
                clients,
                ours.throughput(),
                real.throughput(),
                ours.throughput() / real.throughput(),
                ours.percentileMillis(50),
                real.percentileMillis(50),
                ours.percentileMillis(50) / real.percentileMillis(50),
                ours.percentileMillis(99),
                real.percentileMillis(99),
                ours.percentileMillis(99) / real.percentileMillis(99));
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }

    /** How one start and close went. */
    private record Start(double startMillis, double closeMillis, int threads, int leftBehind) {

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%12.1f %12.1f %12d %12d", startMillis, closeMillis, threads, leftBehind);
        }
    }
}

package io.embeddedcluster.parity.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How long it takes in a JVM of its own until a client has created its first znode: with our servers, with real ones, and
 * with servers that run elsewhere, which tells what JVM and client cost alone.
 */
final class FreshJvms {

    private static final int RUNS = 7;
    private static final int TIMEOUT_SECONDS = 120;

    /** The line that {@link FirstCreate} prints, among those of loggers. */
    private static final Pattern RESULT = Pattern.compile("\\d+( \\d+){4}");

    private static final List<String> PARTS = List.of("jvm", "servers", "client", "create", "sum", "cpu");
    private static final int SUM = PARTS.indexOf("sum");

    private FreshJvms() {}

    /** Prints the medians, in milliseconds, of runs that take turns. */
    static void print() throws Exception {
        Map<String, List<long[]>> runs = new LinkedHashMap<>();
        Ensemble elsewhere = Ensemble.ours();
        for (int i = 0; i < RUNS; i++) {
            add(runs, FirstCreate.OURS, FirstCreate.OURS);
            add(runs, FirstCreate.REAL, FirstCreate.REAL);
            add(runs, "neither", elsewhere.connectString());
        }
        elsewhere.close();
        System.out.printf("%n%-10s", "fresh JVM");
        PARTS.forEach(part -> System.out.printf("%10s", part));
        System.out.println();
        runs.forEach((name, all) -> {
            System.out.printf("%-10s", name);
            IntStream.range(0, PARTS.size()).forEach(part -> System.out.printf("%10d", median(all, part)));
            System.out.println();
        });
        double ours = median(runs.get(FirstCreate.OURS), SUM);
        double real = median(runs.get(FirstCreate.REAL), SUM);
        double neither = median(runs.get("neither"), SUM);
        System.out.printf(
                Locale.ROOT,
                "real/ours %.1f, without what neither takes %.1f%n",
                real / ours,
                (real - neither) / (ours - neither));
    }

    private static void add(Map<String, List<long[]>> runs, String name, String argument) throws Exception {
        runs.computeIfAbsent(name, each -> new ArrayList<>()).add(run(argument));
    }

    private static long[] run(String argument) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                java, "-classpath", System.getProperty("java.class.path"), FirstCreate.class.getName(), argument);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        long begin = System.currentTimeMillis();
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("no first create with " + argument + " within " + TIMEOUT_SECONDS + " s");
        }
        String line = output.lines()
                .filter(RESULT.asMatchPredicate())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no result of " + argument + " but: " + output));
        long[] read = Pattern.compile(" ")
                .splitAsStream(line)
                .mapToLong(Long::parseLong)
                .toArray();
        return new long[] {
            read[0] - begin, read[1] - read[0], read[2] - read[1], read[3] - read[2], read[3] - begin, read[4]
        };
    }

    private static long median(List<long[]> runs, int part) {
        long[] sorted = runs.stream().mapToLong(run -> run[part]).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}

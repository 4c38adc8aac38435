package io.embeddedcluster.parity.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.QuorumNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program in another language that is a client of the quorum. It says {@code kill the leader} when it has done what it
 * does with all servers up, is told when that has happened, and at the end says {@code done}, or else what failed.
 */
final class ForeignProgram {

    private static final Path SOURCES = Path.of("src", "test", "native");

    private ForeignProgram() {}

    /** {@return the source file of that name} */
    static String source(String name) {
        return SOURCES.resolve(name).toAbsolutePath().toString();
    }

    /** {@return whether the command ends with status 0} */
    static boolean succeeds(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    /** Runs the program against three quorum nodes, whose leader dies when the program asks for it. */
    static void assertHoldsWhenTheLeaderDies(List<String> command) throws Exception {
        try (Cluster cluster = Cluster.builder().brokers(0).quorum(3).start()) {
            Process process = new ProcessBuilder(append(command, cluster.quorumConnectString()))
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader out = process.inputReader()) {
                awaitLine(out, "kill the leader");
                QuorumNode leader = cluster.quorumLeader();
                leader.kill();
                process.outputWriter().append("killed\n").flush();
                awaitLine(out, "done");
                assertThat(process.waitFor(30, TimeUnit.SECONDS))
                        .as("the program ends")
                        .isTrue();
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static List<String> append(List<String> command, String last) {
        return Stream.concat(command.stream(), Stream.of(last)).toList();
    }

    private static void awaitLine(BufferedReader out, String wanted) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.equals(wanted)) {
                return;
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("the program ended and never said \"" + wanted + "\", but:\n" + said);
    }
}

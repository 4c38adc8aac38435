package io.embeddedcluster.internal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as another program uses it: a process, its standard input and output, and its ready file. */
@Timeout(120)
class StartTest {

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.log.io.embeddedcluster=warn",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "start"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(directory.resolve("stderr.txt").toFile())
                .start();
        started.add(process);
        return process;
    }

    private List<String> readUntilReady(BufferedReader out) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            lines.add(line);
            if (line.equals("ready")) {
                return lines;
            }
        }
        throw new AssertionError("the program ended and was not ready: " + lines + "\n"
                + Files.readString(directory.resolve("stderr.txt")));
    }

    private static String ask(PrintWriter in, BufferedReader out, String line) throws IOException {
        in.println(line);
        return String.valueOf(out.readLine());
    }

    private static void assertEnds(Process process, int status) throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the program ends").isTrue();
        assertThat(process.exitValue()).isEqualTo(status);
    }

    @Test
    void obeysCommandsUntilTheEndOfInput() throws Exception {
        Path readyFile = directory.resolve("cluster.properties");
        Process process =
                start("--brokers=3", "--quorum=3", "--topic=orders:3:3", "--seed=42", "--ready-file=" + readyFile);
        BufferedReader out = process.inputReader();
        PrintWriter in = new PrintWriter(process.outputWriter(), true);

        List<String> announced = readUntilReady(out);
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(readyFile)) {
            properties.load(file);
        }
        assertThat(announced)
                .containsExactly(
                        "bootstrap.servers=" + properties.getProperty("bootstrap.servers"),
                        "quorum.connect=" + properties.getProperty("quorum.connect"),
                        "cluster.id=" + properties.getProperty("cluster.id"),
                        "seed=42",
                        "ready");
        assertThat(properties.getProperty("bootstrap.servers").split(",", -1)).hasSize(3);

        String leader = ask(in, out, "leader orders 0").substring("ok ".length());
        assertThat(ask(in, out, "kill " + leader)).isEqualTo("ok");
        assertThat(ask(in, out, "status")).contains(leader + "=down");
        assertThat(ask(in, out, "start " + leader)).isEqualTo("ok");
        assertThat(ask(in, out, "nonsense")).startsWith("error unknown command: nonsense");
        in.close();
        assertEnds(process, 0);
        assertThat(Files.readString(directory.resolve("stderr.txt"))).isEmpty();
    }

    @Test
    void putsBrokersOnServersThatAreThereAlready() throws Exception {
        try (Cluster outside = Cluster.builder().brokers(0).quorum(3).start()) {
            String servers = outside.quorumConnectString();
            Process process = start("--brokers=2", "--topic=orders:1:2", "--quorum-connect-string=" + servers);
            BufferedReader out = process.inputReader();
            PrintWriter in = new PrintWriter(process.outputWriter(), true);

            assertThat(readUntilReady(out)).contains("quorum.connect=" + servers);
            assertThat(outside.znodes()).contains("/brokers/ids/1 ", "/brokers/ids/2 ", "/brokers/topics/orders ");
            assertThat(outside.sessions())
                    .extracting(Session::timeout)
                    .as("of brokers that may stand still without the ensemble")
                    .containsOnly(Duration.ofSeconds(6));
            assertThat(ask(in, out, "status")).isEqualTo("ok broker-1=up broker-2=up faults=0");
            assertThat(ask(in, out, "quorum-leader")).startsWith("error the quorum " + servers + " is outside");
            assertThat(ask(in, out, "check")).isEqualTo("ok 1 partitions, 0 acknowledged batches, 0 quorum nodes");
            in.close();
            assertEnds(process, 0);
        }
    }

    @Test
    void endsWithQuit() throws Exception {
        Process process = start("--brokers=1");
        BufferedReader out = process.inputReader();
        readUntilReady(out);
        PrintWriter in = new PrintWriter(process.outputWriter(), true);
        assertThat(ask(in, out, "quit")).isEqualTo("ok");
        assertEnds(process, 0);
    }

    @Test
    void detachedFromInputItEndsWithSigterm() throws Exception {
        Process process = start("--brokers=1", "--detach-input");
        readUntilReady(process.inputReader());
        process.outputWriter().close();
        assertThat(process.waitFor(500, TimeUnit.MILLISECONDS))
                .as("it ends with its input")
                .isFalse();
        process.destroy();
        int killedBySigterm = 128 + 15;
        assertEnds(process, killedBySigterm);
    }
}

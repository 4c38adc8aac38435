package io.embeddedcluster.parity.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** ZooKeeper's own command line, {@code zkCli}, as a process that commands are typed into. */
final class ZkCli implements AutoCloseable {

    private final Process process;
    private final PrintWriter in;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private int seenCount;

    private ZkCli(Process process) {
        this.process = process;
        this.in = new PrintWriter(process.outputWriter(), true);
    }

    /** Starts it on one server, and returns when it is connected. */
    static ZkCli connect(String server) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.apache.zookeeper.ZooKeeperMain",
                        "-server",
                        server))
                .redirectErrorStream(true)
                .start();
        ZkCli cli = new ZkCli(process);
        Thread reader = new Thread(cli::read, "zkcli-output");
        reader.setDaemon(true);
        reader.start();
        cli.awaitOutput("state:SyncConnected");
        return cli;
    }

    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Types a command, and waits until it or a watch says something that has this in it. */
    void type(String command, String answer) {
        in.println(command);
        awaitOutput(answer);
    }

    /** Types a command that says nothing. */
    void type(String command) {
        in.println(command);
    }

    /** Waits until something new is said that has this in it. */
    void awaitOutput(String text) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(unseen()).as("what zkCli says").anyMatch(line -> line.contains(text)));
        while (!lines.get(seenCount++).contains(text)) {
            // on to the line that was waited for
        }
    }

    private List<String> unseen() {
        List<String> present = List.copyOf(lines);
        return present.subList(seenCount, present.size());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

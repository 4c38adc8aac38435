package io.embeddedcluster.parity.kafka;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A broker of Apache Kafka 3.9 in ZooKeeper mode, from its published jars, in a process of its own. It listens on a port
 * that the system chooses, and the quorum knows which.
 */
final class RealKafkaBroker {

    private static final long END_TIMEOUT_SECONDS = 20;

    private final int id;
    private final Path directory;
    private Process process;

    private RealKafkaBroker(int id, Path directory) throws IOException {
        this.id = id;
        this.directory = directory;
        this.process = launch();
    }

    /** Starts a broker; returns before it is registered. */
    static RealKafkaBroker start(int id, String quorumConnectString, Path parent) throws IOException {
        Path directory = Files.createDirectories(parent.resolve("real-kafka-" + id));
        write(directory.resolve("server.properties"), configuration(id, quorumConnectString, directory));
        write(directory.resolve("log4j.properties"), logging());
        return new RealKafkaBroker(id, directory);
    }

    private static Properties configuration(int id, String quorumConnectString, Path directory) {
        Properties config = new Properties();
        config.setProperty("broker.id", Integer.toString(id));
        config.setProperty("listeners", "PLAINTEXT://127.0.0.1:0");
        config.setProperty("log.dirs", directory.resolve("logs").toString());
        config.setProperty("zookeeper.connect", quorumConnectString);
        config.setProperty("zookeeper.session.timeout.ms", "6000");
        config.setProperty("offsets.topic.num.partitions", "1");
        config.setProperty("offsets.topic.replication.factor", "3");
        config.setProperty("group.initial.rebalance.delay.ms", "0");
        config.setProperty("auto.create.topics.enable", "false");
        config.setProperty("num.network.threads", "1");
        config.setProperty("num.io.threads", "2");
        config.setProperty("log.cleaner.dedupe.buffer.size", "4000000");
        return config;
    }

    private static Properties logging() {
        Properties config = new Properties();
        config.setProperty("log4j.rootLogger", "INFO, out");
        config.setProperty("log4j.appender.out", "org.apache.log4j.ConsoleAppender");
        config.setProperty("log4j.appender.out.layout", "org.apache.log4j.PatternLayout");
        config.setProperty("log4j.appender.out.layout.ConversionPattern", "%d{ISO8601} %p %c %m%n");
        return config;
    }

    private static void write(Path file, Properties properties) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
    }

    private Process launch() throws IOException {
        Process launched = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dlog4j.configuration="
                                + directory.resolve("log4j.properties").toUri(),
                        "-cp",
                        classPath(),
                        "kafka.Kafka",
                        directory.resolve("server.properties").toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(launched::destroyForcibly, "end-real-kafka-" + id));
        return launched;
    }

    /** What the module testkit-real-kafka wrote down; none of it is on our own class path. */
    private static String classPath() throws IOException {
        return Files.readString(Path.of(System.getProperty("realkafka.classpath")))
                .strip();
    }

    /** {@return the broker's id, as in {@code broker.id}} */
    int id() {
        return id;
    }

    /** {@return the file that the broker logs to} */
    private Path log() {
        return directory.resolve("broker.log");
    }

    /** {@return the last lines of the broker's log} */
    String logTail() throws IOException {
        List<String> lines = Files.readAllLines(log());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    /** {@return whether the process runs} */
    boolean isRunning() {
        return process.isAlive();
    }

    /** Ends the process as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(END_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(
                    "the process of broker " + id + " did not end within " + END_TIMEOUT_SECONDS + " s");
        }
    }

    /** Starts the process again, on the same logs. */
    void restart() throws IOException {
        process = launch();
    }
}

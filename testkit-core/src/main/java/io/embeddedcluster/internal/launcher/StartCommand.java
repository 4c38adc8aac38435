package io.embeddedcluster.internal.launcher;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.ClusterBuilder;
import io.embeddedcluster.TopicSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a cluster, says where it is, and then obeys one command per line of standard input. */
@Command(
        name = "start",
        description = {
            "Starts a cluster, prints where it is as key=value lines and then \"ready\", and obeys one command per line of"
                    + " standard input. Each is answered by one line that begins with \"ok\" or \"error\"; \"help\" lists"
                    + " them. End of input or SIGTERM closes the cluster."
        })
final class StartCommand implements Callable<Integer> {

    @Option(
            names = "--brokers",
            paramLabel = "<n>",
            defaultValue = "1",
            description = "Number of brokers, 1 by default.")
    private int brokers;

    @Option(names = "--quorum", paramLabel = "<n>", description = "Number of quorum nodes, 1 by default.")
    private @Nullable Integer quorum;

    @Option(
            names = "--observers",
            paramLabel = "<n>",
            defaultValue = "0",
            description = "Number of quorum nodes without a vote, besides those, none by default.")
    private int observers;

    @Option(
            names = "--quorum-connect-string",
            paramLabel = "<host:port,...>",
            description =
                    "ZooKeeper servers that are there already, to put the brokers on: there are no quorum nodes then.")
    private @Nullable String quorumConnectString;

    @Option(
            names = "--topic",
            paramLabel = "<name:partitions:rf[:key=value...]>",
            converter = TopicOption.class,
            description = "A topic that is there from the start; repeatable.")
    private List<TopicSpec> topics = new ArrayList<>();

    @Option(
            names = "--broker-config",
            paramLabel = "<key=value>",
            description = "A config of every broker; repeatable.")
    private Map<String, String> brokerConfig = new LinkedHashMap<>();

    @Option(
            names = "--quorum-config",
            paramLabel = "<key=value>",
            description = "A config of every quorum node; repeatable.")
    private Map<String, String> quorumConfig = new LinkedHashMap<>();

    @Option(
            names = "--seed",
            paramLabel = "<n>",
            defaultValue = "0",
            description = "Seed of all randomness; 0 draws one.")
    private long seed;

    @Option(
            names = "--ready-file",
            paramLabel = "<file>",
            description = "File to write the key=value lines to, whole, once the cluster is ready.")
    private @Nullable Path readyFile;

    @Option(
            names = "--broker-port-base",
            paramLabel = "<port>",
            defaultValue = "0",
            description = "Broker n listens on this + n; random ports by default.")
    private int brokerPortBase;

    @Option(
            names = "--quorum-port-base",
            paramLabel = "<port>",
            defaultValue = "0",
            description = "Quorum node n listens on this + n; random ports by default.")
    private int quorumPortBase;

    @Option(names = "--detach-input", description = "Ignore standard input: only SIGTERM closes the cluster.")
    private boolean detachInput;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (readyFile != null) {
            ReadyFile.requireWritable(readyFile);
        }
        Cluster cluster = builder().start();
        Thread closing = new Thread(cluster::close, "testkit-close");
        Runtime.getRuntime().addShutdownHook(closing);
        try (cluster) {
            announce(cluster);
            if (detachInput) {
                new CountDownLatch(1).await();
            }
            CommandLoop loop = new CommandLoop(new ClusterCommands(cluster));
            loop.run(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), out());
        }
        return 0;
    }

    private ClusterBuilder builder() {
        ClusterBuilder builder = Cluster.builder()
                .brokers(brokers)
                .observers(observers)
                .seed(seed)
                .brokerPortBase(brokerPortBase)
                .quorumPortBase(quorumPortBase);
        if (quorum != null) {
            builder.quorum(quorum);
        }
        if (quorumConnectString != null) {
            builder.quorumConnectString(quorumConnectString);
        }
        topics.forEach(builder::topic);
        brokerConfig.forEach(builder::brokerConfig);
        quorumConfig.forEach(builder::quorumConfig);
        return builder;
    }

    private void announce(Cluster cluster) throws IOException {
        ReadyFile properties = ReadyFile.of(cluster);
        properties.lines().forEach(out()::println);
        if (readyFile != null) {
            properties.writeTo(readyFile);
        }
        out().println("ready");
        out().flush();
    }

    private PrintWriter out() {
        if (spec == null) {
            throw new IllegalStateException("picocli has not said what this command is");
        }
        return spec.commandLine().getOut();
    }
}

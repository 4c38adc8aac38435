package io.embeddedcluster.parity.wire;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.ClusterBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Ours and the real server, with the same settings. */
final class ServerPair implements Closeable {

    private static final String NEVER_MILLIS = "2000000000";

    private final Cluster ours;
    private final RealServer real;

    /**
     * Starts both.
     *
     * @param settings as ZooKeeper names them
     */
    ServerPair(Map<String, String> settings) throws Exception {
        ClusterBuilder builder = Cluster.builder()
                .brokers(0)
                .quorum(1)
                .quorumConfig("minSessionTimeout", "1000")
                .quorumConfig("maxSessionTimeout", "120000")
                .quorumConfig("znode.container.checkIntervalMs", NEVER_MILLIS);
        settings.forEach(builder::quorumConfig);
        ours = builder.start();
        real = new RealServer(settings);
    }

    /** Has the conversation with both, and returns what each exchange came to. */
    List<ComparedExchange> compare(Scenario scenario) throws Exception {
        List<RecordedExchange> here = run(scenario, oursAddress());
        List<RecordedExchange> there = run(scenario, real.address());
        List<ComparedExchange> compared = new ArrayList<>();
        for (int i = 0; i < Math.max(here.size(), there.size()); i++) {
            compared.add(new ComparedExchange(scenario.name(), i + 1, at(here, i), at(there, i)));
        }
        return compared;
    }

    private List<RecordedExchange> run(Scenario scenario, InetSocketAddress server) throws Exception {
        try (Script script = new Script(server)) {
            scenario.talk().with(script);
            return List.copyOf(script.exchanges());
        }
    }

    private static RecordedExchange at(List<RecordedExchange> exchanges, int index) {
        return index < exchanges.size() ? exchanges.get(index) : new RecordedExchange("nothing", List.of());
    }

    InetSocketAddress oursAddress() {
        String address = ours.quorumNode(1).address();
        int colon = address.lastIndexOf(':');
        return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    @Override
    public void close() throws IOException {
        real.close();
        ours.close();
    }
}

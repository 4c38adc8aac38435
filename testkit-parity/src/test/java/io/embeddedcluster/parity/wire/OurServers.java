package io.embeddedcluster.parity.wire;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.ClusterBuilder;
import io.embeddedcluster.QuorumNode;
import io.embeddedcluster.QuorumRole;
import io.embeddedcluster.parity.fixture.FourLetters;
import io.embeddedcluster.parity.fixture.RealServers;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Our servers: one, or an ensemble. */
final class OurServers implements Servers {

    private final Cluster cluster;
    private final List<QuorumNode> nodes;

    OurServers(int count, Map<String, String> settings, int containerCheckMillis) {
        ClusterBuilder builder = Cluster.builder()
                .brokers(0)
                .quorum(count)
                .quorumConfig("minSessionTimeout", "1000")
                .quorumConfig("maxSessionTimeout", "120000")
                .quorumConfig("znode.container.checkIntervalMs", Integer.toString(containerCheckMillis));
        settings.forEach(builder::quorumConfig);
        cluster = builder.start();
        nodes = new ArrayList<>(cluster.quorum());
        nodes.sort(Comparator.comparing(node -> node.role() == QuorumRole.LEADER));
    }

    @Override
    public List<InetSocketAddress> addresses() {
        return nodes.stream().map(OurServers::address).toList();
    }

    private static InetSocketAddress address(QuorumNode node) {
        String address = node.address();
        int colon = address.lastIndexOf(':');
        return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    @Override
    public void leaveOne() {
        nodes.get(2).kill();
        nodes.get(1).kill();
        RealServers.await(
                () -> FourLetters.answer(addresses().get(0).getPort(), "isro").equals("ro"));
    }

    @Override
    public void close() {
        cluster.close();
    }
}

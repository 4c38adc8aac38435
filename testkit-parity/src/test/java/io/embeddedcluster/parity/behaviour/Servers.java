package io.embeddedcluster.parity.behaviour;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.ClusterBuilder;
import io.embeddedcluster.QuorumNode;
import io.embeddedcluster.QuorumRole;
import io.embeddedcluster.parity.fixture.RealServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** An ensemble of three, ours or real, whose servers are known by what they do and not by their ids. */
interface Servers extends AutoCloseable {

    int COUNT = 3;

    /** {@return where clients reach them: the followers, then the leader} */
    List<InetSocketAddress> followersThenLeader();

    /** Ends the server that clients reach there. */
    void stop(InetSocketAddress address) throws Exception;

    /** Starts it again, and returns when it serves. */
    void start(InetSocketAddress address) throws Exception;

    @Override
    void close() throws IOException;

    /** {@return ours} */
    static Servers ours(Map<String, String> config) {
        ClusterBuilder builder = Cluster.builder().brokers(0).quorum(COUNT);
        config.forEach(builder::quorumConfig);
        return new Ours(builder.start());
    }

    /** {@return those of ZooKeeper 3.9.6} */
    static Servers real(Map<String, String> config) throws Exception {
        return new Real(new RealServers(COUNT, config));
    }

    /** Ours. */
    record Ours(Cluster cluster) implements Servers {

        @Override
        public List<InetSocketAddress> followersThenLeader() {
            cluster.await().quorumLeader();
            QuorumNode leader = cluster.quorumLeader();
            List<InetSocketAddress> addresses = new ArrayList<>();
            cluster.quorum().stream().filter(node -> !node.equals(leader)).forEach(node -> addresses.add(at(node)));
            addresses.add(at(leader));
            return addresses;
        }

        private static InetSocketAddress at(QuorumNode node) {
            String address = node.address();
            return loopback(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
        }

        private QuorumNode node(InetSocketAddress address) {
            return cluster.quorum().stream()
                    .filter(node -> at(node).equals(address))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void stop(InetSocketAddress address) {
            node(address).kill();
        }

        @Override
        public void start(InetSocketAddress address) {
            QuorumNode node = node(address);
            node.start();
            cluster.await()
                    .until(
                            node + " leads or follows",
                            () -> node.role() == QuorumRole.LEADER || node.role() == QuorumRole.FOLLOWER);
        }

        @Override
        public void close() {
            cluster.close();
        }
    }

    /** Real ones. */
    record Real(RealServers servers) implements Servers {

        @Override
        public List<InetSocketAddress> followersThenLeader() {
            RealServers.await(() -> ids().anyMatch(id -> isLeader(id)));
            List<InetSocketAddress> addresses = new ArrayList<>();
            ids().filter(id -> !isLeader(id)).forEach(id -> addresses.add(loopback(servers.port(id))));
            addresses.add(loopback(servers.port(servers.idOf("leader"))));
            return addresses;
        }

        private static IntStream ids() {
            return IntStream.rangeClosed(1, COUNT);
        }

        private boolean isLeader(int id) {
            return servers.says(id, "srvr").contains("Mode: leader\n");
        }

        private int id(InetSocketAddress address) {
            return ids().filter(id -> servers.port(id) == address.getPort())
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void stop(InetSocketAddress address) throws Exception {
            servers.stop(id(address));
        }

        @Override
        public void start(InetSocketAddress address) throws Exception {
            int id = id(address);
            servers.start(id);
            RealServers.await(() -> servers.says(id, "srvr").matches("(?s).*Mode: (leader|follower)\n.*"));
        }

        @Override
        public void close() throws IOException {
            servers.close();
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}

package io.embeddedcluster.parity.reconfig;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.ClusterBuilder;
import io.embeddedcluster.parity.fixture.FourLetters;
import io.embeddedcluster.parity.fixture.RealServers;
import java.util.Map;

/** Ours. */
final class OurEnsemble implements Ensemble {

    private final Cluster cluster;

    OurEnsemble(int size, Map<String, String> config) {
        ClusterBuilder builder = Cluster.builder().brokers(0).quorum(size);
        config.forEach(builder::quorumConfig);
        cluster = builder.start();
        cluster.quorum()
                .forEach(node ->
                        RealServers.await(() -> FourLetters.mode(node.address()).isPresent()));
    }

    @Override
    public String address(int id) {
        return cluster.quorumNode(id).address();
    }

    @Override
    public String line(int id) {
        return cluster.quorumNode(id).serverLine();
    }

    @Override
    public int add() {
        return cluster.addQuorumNode().id();
    }

    @Override
    public void stop(int id) {
        cluster.quorumNode(id).shutdown();
    }

    @Override
    public boolean start(int id) {
        try {
            cluster.quorumNode(id).start();
        } catch (IllegalStateException refused) {
            return false;
        }
        RealServers.await(() -> FourLetters.mode(address(id)).isPresent());
        return true;
    }

    @Override
    public void close() {
        cluster.close();
    }
}

package io.embeddedcluster.internal.kafka.simulation;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.kafka.znode.ZnodeChange;
import io.embeddedcluster.internal.kafka.znode.ZnodePaths;
import io.embeddedcluster.internal.zookeeper.client.ZkClient;
import io.embeddedcluster.internal.zookeeper.client.ZkClientSpec;
import io.embeddedcluster.internal.zookeeper.client.ZkSessionListener;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import java.time.Duration;
import java.util.List;

/** Somebody with a client of the ensemble who wants another controller, and knows the way that Kafka's FAQ names. */
final class SimulatedOperator implements ZkSessionListener {

    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(1);

    private final Host host;
    private final List<NodeName> quorum;
    private ZkClient client;

    SimulatedOperator(Host host, List<NodeName> quorum) {
        this.host = host;
        this.quorum = quorum;
        connect();
    }

    private void connect() {
        client = new ZkClient(ZkClientSpec.ofNodes(quorum, SESSION_TIMEOUT), host, this);
        client.start();
    }

    /** Deletes {@code /controller}; what comes of it shows in the ensemble. */
    void deposeController() {
        client.delete(ZnodePaths.CONTROLLER, ZnodeChange.ANY_VERSION, unused -> {});
    }

    @Override
    public void connected(long sessionId, boolean resumed) {}

    @Override
    public void disconnected() {}

    @Override
    public void expired() {
        connect();
    }

    @Override
    public void watchEvent(WatchEvent event) {}
}

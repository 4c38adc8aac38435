package io.embeddedcluster.internal.kafka;

import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import io.embeddedcluster.internal.zookeeper.client.ZkServerAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a broker is to be.
 *
 * @param nodeId its id in the cluster, not negative
 * @param host the name or address under which clients and other brokers reach it
 * @param port the port under which they do, or 0 for the one that its network has
 * @param rack its rack, or null
 * @param quorum where the ZooKeeper ensemble is found
 * @param config its settings
 * @param proposedClusterId the cluster's id, where this broker is the first one ever
 */
public record BrokerSpec(
        int nodeId,
        String host,
        int port,
        @Nullable String rack,
        List<ZkServerAddress> quorum,
        BrokerConfig config,
        String proposedClusterId) {

    /** Checks the node id and keeps its own copy of the list. */
    public BrokerSpec {
        if (nodeId < 0) {
            throw new IllegalArgumentException("node id: " + nodeId + " (expected: 0 or more)");
        }
        quorum = List.copyOf(quorum);
    }
}

package io.embeddedcluster.internal.engine;

import io.embeddedcluster.internal.zookeeper.QuorumServer;

/**
 * A quorum node as the engine runs it.
 *
 * @param server the ZooKeeper server
 */
public record QuorumProgram(QuorumServer server) implements NodeProgram {

    @Override
    public void start() {
        server.start();
    }

    @Override
    public void shutdown(Runnable done) {
        server.shutdown(done);
    }
}

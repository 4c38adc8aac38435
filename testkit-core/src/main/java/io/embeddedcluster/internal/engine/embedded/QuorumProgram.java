package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.zookeeper.QuorumServer;
import org.jspecify.annotations.Nullable;

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
    public @Nullable String refusalToStartAgain() {
        return server.isLeftOut()
                ? "is not among the servers that it has last seen agreed upon: "
                        + server.ensemble().members().keySet()
                        + "; as in ZooKeeper it follows until it ends, and comes back only with an empty disk"
                : null;
    }

    @Override
    public void shutdown(Runnable done) {
        server.shutdown(done);
    }
}

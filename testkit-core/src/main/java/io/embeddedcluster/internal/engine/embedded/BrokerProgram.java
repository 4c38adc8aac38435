package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.kafka.BrokerNode;

/**
 * A broker as the engine runs it.
 *
 * @param node the broker
 */
public record BrokerProgram(BrokerNode node) implements NodeProgram {

    @Override
    public void start() {
        node.start();
    }

    @Override
    public void shutdown(Runnable done) {
        node.shutdown(done);
    }
}

package io.embeddedcluster.internal.kafka.metadata;

import org.jspecify.annotations.Nullable;

/**
 * A broker that is alive, as its ephemeral znode {@code /brokers/ids/N} says.
 *
 * @param nodeId the broker's node id
 * @param host where clients and other brokers reach it
 * @param port likewise
 * @param rack the broker's rack, or null
 * @param isShuttingDown whether it has asked for its leaderships to be taken away before it goes; it is then neither
 *     elected nor let into an ISR
 * @param brokerEpoch the zxid that created the registration: higher for each new registration of the same broker
 */
public record BrokerRegistration(
        int nodeId, String host, int port, @Nullable String rack, boolean isShuttingDown, long brokerEpoch) {

    /** Returns a registration of a broker that is not shutting down, its epoch not yet known. */
    public static BrokerRegistration of(int nodeId, String host, int port, @Nullable String rack) {
        return new BrokerRegistration(nodeId, host, port, rack, false, -1);
    }

    /** Returns this registration with a mark that the broker is about to leave. */
    public BrokerRegistration shuttingDown() {
        return new BrokerRegistration(nodeId, host, port, rack, true, brokerEpoch);
    }
}

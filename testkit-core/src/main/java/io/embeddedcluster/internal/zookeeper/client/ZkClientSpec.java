package io.embeddedcluster.internal.zookeeper.client;

import io.embeddedcluster.internal.host.NodeName;
import java.time.Duration;
import java.util.List;

/**
 * How a {@link ZkClient} connects.
 *
 * @param servers tried in this order, beginning at a random one; at least one
 * @param sessionTimeout asked for; the server may clamp it
 * @param connectTimeout how long one attempt to go on with a session may take, from opening the stream to the server's
 *     answer; one to begin a session, which cannot expire meanwhile, may take the session timeout, if that is longer
 * @param retryBackoff pause after an attempt on every server failed; the pause before the first retry is none, so that a
 *     session moves at once when its server dies
 * @param maxOutstanding requests that may wait for their answer; further ones end with THROTTLED_OP
 * @param frameLimitBytes longest frame accepted from a server ({@code jute.maxbuffer} of a client)
 */
public record ZkClientSpec(
        List<ZkServerAddress> servers,
        Duration sessionTimeout,
        Duration connectTimeout,
        Duration retryBackoff,
        int maxOutstanding,
        int frameLimitBytes) {

    public ZkClientSpec {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no ZooKeeper servers are given");
        }
        if (sessionTimeout.toMillis() < 1 || connectTimeout.toMillis() < 1 || retryBackoff.isNegative()) {
            throw new IllegalArgumentException("session timeout " + sessionTimeout + ", connect timeout "
                    + connectTimeout + ", backoff " + retryBackoff + ": must be positive");
        }
    }

    /** {@return how long one attempt may take} */
    Duration patience(boolean isNewSession) {
        return isNewSession && sessionTimeout.compareTo(connectTimeout) > 0 ? sessionTimeout : connectTimeout;
    }

    /** Connects to quorum nodes of this cluster, with usual limits. */
    public static ZkClientSpec ofNodes(List<NodeName> nodes, Duration sessionTimeout) {
        return of(nodes.stream().map(ZkServerAddress.Node::new).toList(), sessionTimeout);
    }

    /** Connects to any servers, with usual limits. */
    public static ZkClientSpec of(List<? extends ZkServerAddress> servers, Duration sessionTimeout) {
        Duration third = sessionTimeout.dividedBy(3);
        return new ZkClientSpec(
                List.copyOf(servers),
                sessionTimeout,
                third.toMillis() < 50 ? Duration.ofMillis(50) : third,
                Duration.ofMillis(20),
                100_000,
                4 << 20);
    }
}

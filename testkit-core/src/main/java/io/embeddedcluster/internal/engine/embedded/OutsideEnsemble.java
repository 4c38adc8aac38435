package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.zookeeper.client.ZkServerAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * An ensemble of ZooKeeper servers that is not of this cluster: real ones, or quorum nodes of another cluster.
 *
 * @param servers where its servers are; at least one
 */
record OutsideEnsemble(List<ZkServerAddress> servers) {

    private static final int MAX_PORT = 65_535;

    OutsideEnsemble {
        servers = List.copyOf(servers);
    }

    /**
     * Reads a connect string as ZooKeeper's clients take it, but for a path at its end.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static OutsideEnsemble parse(String connectString) {
        if (connectString.indexOf('/') >= 0) {
            throw refused(connectString, "a path behind the servers is not supported");
        }
        return new OutsideEnsemble(Stream.of(connectString.split(",", -1))
                .map(server -> server(connectString, server.strip()))
                .toList());
    }

    private static ZkServerAddress server(String connectString, String server) {
        int colon = server.lastIndexOf(':');
        String host = server.substring(0, Math.max(0, colon));
        if (host.isEmpty()) {
            throw refused(connectString, "\"" + server + "\" is not a host and a port");
        }
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        return new ZkServerAddress.Tcp(
                isBracketed ? host.substring(1, host.length() - 1) : host,
                port(connectString, server.substring(colon + 1)));
    }

    private static int port(String connectString, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw refused(connectString, "\"" + text + "\" is not a port");
        }
        throw refused(connectString, text + " is not a port");
    }

    private static IllegalArgumentException refused(String connectString, String problem) {
        return new IllegalArgumentException("quorumConnectString: \"" + connectString + "\": " + problem
                + " (expected: host:port, more of them joined by commas)");
    }
}

package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.zookeeper.operator.ConnectionStatistics;
import io.embeddedcluster.internal.zookeeper.operator.ServerStatistics;

/** Counts what passes one connection, for the connection and for its server. */
final class ConnectionCounters {

    private final ConnectionStatistics connection = new ConnectionStatistics();
    private final ServerStatistics server;

    ConnectionCounters(ServerStatistics server) {
        this.server = server;
    }

    ConnectionStatistics connection() {
        return connection;
    }

    void received(int bytes) {
        connection.received();
        server.received(bytes);
    }

    void sent() {
        connection.sent();
        server.sent();
    }

    /** A request was answered with a frame of that length. */
    void responded(int frameBytes) {
        server.responded(frameBytes - Integer.BYTES);
    }

    /** A watch event was sent in a frame of that length. */
    void notified(int frameBytes) {
        server.notified(frameBytes - Integer.BYTES);
    }

    void answered(Exchange exchange, long zxid, long endedMillis) {
        connection.answered(exchange.op(), exchange.xid(), zxid, exchange.startedMillis(), endedMillis);
        server.answered(endedMillis - exchange.startedMillis());
    }
}

package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.edge.gate.ClientGate;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.StreamHandler;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.handler.Authentication;
import io.embeddedcluster.internal.zookeeper.operator.ServerStatistics;
import io.embeddedcluster.internal.zookeeper.watch.Watches;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All connections of clients to one server, the session that each serves, and the watches of these clients.
 *
 * <p>Threading: the node's event loop.
 */
public final class ClientConnections {

    private final Host host;
    private final QuorumConfig config;
    private final ServerStatistics statistics;
    private final Watches watches = new Watches();
    private final Set<ClientConnection> all = new LinkedHashSet<>();
    private final Map<Long, ClientConnection> bySession = new TreeMap<>();

    /** Begins without connections. */
    public ClientConnections(Host host, QuorumConfig config, ServerStatistics statistics) {
        this.host = host;
        this.config = config;
        this.statistics = statistics;
    }

    /** Takes a new connection, on which that protocol is spoken, or resets it where there are too many. */
    public StreamHandler accept(ClientProtocol protocol, ClientGate gate) {
        String excess = excess(gate);
        if (excess != null) {
            host.journal().record("client-refused", "peer=" + gate.peer() + " reason=" + excess);
            gate.reset();
            return new Refused();
        }
        ClientConnection connection = new ClientConnection(host, config, gate, this, protocol);
        all.add(connection);
        return connection;
    }

    /** As in ZooKeeper: first all are counted, then those from one address. Nodes of this cluster have none. */
    private @Nullable String excess(ClientGate gate) {
        int limit = config.maxConnections();
        if (limit > 0 && all.size() >= limit) {
            return "more than maxCnxns=" + limit;
        }
        int limitPerAddress = config.maxConnectionsPerAddress();
        if (limitPerAddress == 0 || gate.isInternal()) {
            return null;
        }
        String address = Authentication.ipOf(gate.peer());
        long present = all.stream()
                .filter(each ->
                        !each.isInternal() && Authentication.ipOf(each.peer()).equals(address))
                .count();
        return present >= limitPerAddress ? "more than maxClientCnxns=" + limitPerAddress + " from " + address : null;
    }

    /** {@return the watches of these clients} */
    public Watches watches() {
        return watches;
    }

    /** {@return where is counted what clients do} */
    ServerStatistics statistics() {
        return statistics;
    }

    /** A connection is over. */
    void remove(ClientConnection connection) {
        all.remove(connection);
        bySession.remove(connection.session(), connection);
        watches.removeAll(connection);
    }

    /** A connection serves that session from now on, and no other one does. */
    void serves(long session, ClientConnection connection) {
        closeSession(session, "session connected again");
        bySession.put(session, connection);
    }

    /** {@return the connection that serves that session, or null where there is none here} */
    @Nullable
    ClientConnection find(long session) {
        return bySession.get(session);
    }

    /** Closes the connection of that session, where there is one here. */
    public void closeSession(long session, String reason) {
        ClientConnection connection = bySession.get(session);
        if (connection != null) {
            connection.close(reason);
        }
    }

    /** A session is over: closes its connection, unless that is still to answer a client that has asked for the end. */
    public void sessionIsOver(long session) {
        ClientConnection connection = bySession.get(session);
        if (connection != null && !connection.requests().endsSession()) {
            connection.close("session is over");
        }
    }

    /** Closes all. */
    public void closeAll(String reason) {
        List.copyOf(all).forEach(connection -> connection.close(reason));
    }

    /** Closes those from which nothing was heard for too long. */
    public void closeSilent() {
        long now = host.clock().nanos();
        for (ClientConnection connection : List.copyOf(all)) {
            boolean hasSession = connection.session() != 0;
            Duration silence = connection.silenceLimit();
            Duration limit = hasSession ? silence.plus(config.tick()) : silence;
            if (now - connection.heardNanos() > limit.toNanos()) {
                if (!hasSession) {
                    statistics.sessionlessExpired();
                }
                connection.close("silent for more than " + limit.toMillis() + " ms");
            }
        }
    }

    /** {@return all, in the order in which they came} */
    public List<ClientConnection> all() {
        return List.copyOf(all);
    }

    /** A stream that is not wanted: what had come of it by then. */
    private static final class Refused implements StreamHandler {

        @Override
        public void onBytes(ByteBuffer bytes) {}

        @Override
        public void onClosed(String reason) {}
    }
}

package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.Stream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All connections of clients to one server, and whose session each serves. */
final class ClientConnections {

    /** As ZooKeeper: a connection without a session is closed after this long. */
    static final Duration SESSIONLESS_TIMEOUT = Duration.ofSeconds(10);

    private final ServerParts parts;
    private final Set<ClientConnection> all = new LinkedHashSet<>();
    private final Map<Long, ClientConnection> bySession = new TreeMap<>();

    ClientConnections(ServerParts parts) {
        this.parts = parts;
    }

    /** Takes a new connection. */
    ClientConnection accept(Stream stream) {
        ClientConnection connection = new ClientConnection(parts, stream);
        all.add(connection);
        return connection;
    }

    /** A connection is over. */
    void remove(ClientConnection connection) {
        all.remove(connection);
        bySession.remove(connection.session(), connection);
        parts.watches.removeAll(connection);
    }

    /** A connection serves that session from now on, and no other one does. */
    void serves(long session, ClientConnection connection) {
        closeSession(session, "session connected again");
        bySession.put(session, connection);
    }

    /** Closes the connection of that session, where there is one here. */
    void closeSession(long session, String reason) {
        ClientConnection connection = bySession.get(session);
        if (connection != null) {
            connection.close(reason);
        }
    }

    /** Closes all. */
    void closeAll(String reason) {
        List.copyOf(all).forEach(connection -> connection.close(reason));
    }

    /** Closes those from which nothing was heard for too long. */
    void closeSilent() {
        long now = parts.host.clock().nanos();
        for (ClientConnection connection : List.copyOf(all)) {
            Duration limit = connection.session() == 0
                    ? SESSIONLESS_TIMEOUT
                    : Duration.ofMillis(connection.timeoutMillis())
                            .plus(parts.spec.config().tick());
            if (now - connection.heardNanos() > limit.toNanos()) {
                if (connection.session() == 0) {
                    parts.statistics.sessionlessExpired();
                }
                connection.close("silent for more than " + limit.toMillis() + " ms");
            }
        }
    }

    /** {@return all, in the order in which they came} */
    List<ClientConnection> all() {
        return List.copyOf(all);
    }
}

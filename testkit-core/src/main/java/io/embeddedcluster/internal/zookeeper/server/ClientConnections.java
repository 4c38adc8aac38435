package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All connections of clients to one server, and whose session each serves. */
public final class ClientConnections {

    /** As ZooKeeper: a connection without a session is closed after this long. */
    static final Duration SESSIONLESS_TIMEOUT = Duration.ofSeconds(10);

    private final ServerParts parts;
    private final Set<ClientConnection> all = new LinkedHashSet<>();
    private final Set<ClientGate> shut = new LinkedHashSet<>();
    private final Map<Long, ClientConnection> bySession = new TreeMap<>();

    ClientConnections(ServerParts parts) {
        this.parts = parts;
    }

    /** Takes a new connection. */
    public StreamHandler accept(Stream stream) {
        ClientGate gate = new ClientGate(stream, parts.admission());
        ClientConnection connection = new ClientConnection(parts, gate);
        gate.handleWith(connection);
        all.add(connection);
        return gate;
    }

    /** Does what is ordered now for every client. */
    void review() {
        for (ClientGate gate : List.copyOf(shut)) {
            if (parts.admission().of(gate.session()) != ClientAdmission.Order.HOLD) {
                shut.remove(gate);
                gate.open();
            }
        }
        List.copyOf(bySession.values()).forEach(ClientConnection::review);
    }

    /** A gate was shut: it is opened by the review that finds that order gone, also where its connection is over by then. */
    void shut(ClientGate gate) {
        shut.add(gate);
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

    /** Closes all. */
    public void closeAll(String reason) {
        List.copyOf(all).forEach(connection -> connection.close(reason));
    }

    /** Closes those from which nothing was heard for too long. */
    public void closeSilent() {
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
    public List<ClientConnection> all() {
        return List.copyOf(all);
    }
}

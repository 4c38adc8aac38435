package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.operator.ServerStatistics;
import io.embeddedcluster.internal.zookeeper.watch.Watches;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All connections of clients to one server, whose session each serves, and the watches that go with them.
 *
 * <p>Threading: the node's event loop.
 */
public final class ClientConnections {

    private final Host host;
    private final QuorumConfig config;
    private final ServerStatistics statistics;
    private final Watches watches = new Watches();
    private final Set<ClientConnection> all = new LinkedHashSet<>();
    private final Set<ClientGate> shut = new LinkedHashSet<>();
    private final Map<Long, ClientConnection> bySession = new TreeMap<>();
    private ClientAdmission admission = ClientAdmission.OPEN;

    /** Begins without connections. */
    public ClientConnections(Host host, QuorumConfig config, ServerStatistics statistics) {
        this.host = host;
        this.config = config;
        this.statistics = statistics;
    }

    /** Takes a new connection, on which that protocol is spoken. */
    public StreamHandler accept(ClientProtocol protocol, Stream stream) {
        ClientGate gate = new ClientGate(stream, admission);
        ClientConnection connection = new ClientConnection(host, config, gate, this, protocol);
        gate.handleWith(connection);
        all.add(connection);
        return gate;
    }

    /** {@return what is ordered for clients} */
    ClientAdmission admission() {
        return admission;
    }

    /** Sets what is ordered for clients; to be called before the server's start. */
    void admission(ClientAdmission orders) {
        admission = orders;
    }

    /** {@return the watches of these clients} */
    public Watches watches() {
        return watches;
    }

    /** {@return where is counted what clients do} */
    ServerStatistics statistics() {
        return statistics;
    }

    /** Does what is ordered now for every client. */
    void review() {
        for (ClientGate gate : List.copyOf(shut)) {
            if (admission.of(gate.session()) != ClientAdmission.Order.HOLD) {
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

    /** Closes all. */
    public void closeAll(String reason) {
        List.copyOf(all).forEach(connection -> connection.close(reason));
    }

    /** Closes those from which nothing was heard for too long. */
    public void closeSilent() {
        long now = host.clock().nanos();
        for (ClientConnection connection : List.copyOf(all)) {
            boolean hasSession = connection.session() != 0;
            Duration silence = connection.state().silenceLimit();
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
}

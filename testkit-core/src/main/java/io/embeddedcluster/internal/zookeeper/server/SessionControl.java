package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.zookeeper.replicated.CommandForwarder;
import io.embeddedcluster.internal.zookeeper.replicated.ReplicatedState;
import io.embeddedcluster.internal.zookeeper.replicated.ZkLeader;
import io.embeddedcluster.internal.zookeeper.session.ServerSession;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of the ensemble as one server has them, by id: what is known of each, its connection, and its end.
 *
 * <p>Threading: the event loop of the server's host.
 */
public final class SessionControl {

    private final ReplicatedState state;
    private final ClientService service;
    private final ClientConnections connections;
    private final Supplier<@Nullable ZkLeader> zkLeader;

    /** Controls the sessions of one server, where {@code zkLeader} gives what leads the ensemble, or null elsewhere. */
    public SessionControl(
            ReplicatedState state,
            ClientService service,
            ClientConnections connections,
            Supplier<@Nullable ZkLeader> zkLeader) {
        this.state = state;
        this.service = service;
        this.connections = connections;
        this.zkLeader = zkLeader;
    }

    /** {@return all that are open, by id} */
    public List<SessionStatus> all() {
        return state.sessions().all().stream().map(this::status).toList();
    }

    /** {@return the session of that id, empty where it is over, or never was, or has not come here yet} */
    public Optional<SessionStatus> find(long id) {
        return Optional.ofNullable(state.sessions().find(id)).map(this::status);
    }

    private SessionStatus status(ServerSession session) {
        List<String> ephemerals = state.tree().ephemeralsOf(session.id());
        return new SessionStatus(session.id(), session.timeoutMillis(), ephemerals);
    }

    /** {@return the client of that session, where it is this server that serves it} */
    public Optional<ClientStatus> client(long id) {
        return connection(id)
                .map(connection -> new ClientStatus(
                        connection.peer(), connections.watches().of(connection)));
    }

    /** Resets the connection of that session; returns whether it is this server that served it. */
    public boolean reset(long id) {
        Optional<ClientConnection> connection = connection(id);
        connection.ifPresent(ClientConnection::reset);
        return connection.isPresent();
    }

    /** Closes the connection of that session, where there is one here. */
    public void close(long id, String reason) {
        connections.closeSession(id, reason);
    }

    /** The leader ends the session, by an entry of the log; does nothing elsewhere, or where it is over. */
    public void expire(long id) {
        ZkLeader present = zkLeader.get();
        if (present != null && state.sessions().find(id) != null) {
            present.expire(id);
        }
    }

    // A server from which a session has moved may not know it yet; the session's owner tells.
    private Optional<ClientConnection> connection(long id) {
        ServerSession session = state.sessions().find(id);
        CommandForwarder forwarder = service.forwarder();
        boolean own = session != null && forwarder != null && session.owner() == forwarder.id();
        return own ? Optional.ofNullable(connections.find(id)) : Optional.empty();
    }
}

package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.zookeeper.replicated.CommandForwarder;
import io.embeddedcluster.internal.zookeeper.replicated.ZkLeader;
import io.embeddedcluster.internal.zookeeper.session.ServerSession;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of the ensemble as one server has them, and what a test does to them there.
 *
 * <p>Threading: the event loop of the server's host.
 */
public final class SessionControl {

    private final ServerParts parts;
    private final Supplier<@Nullable ZkLeader> desk;

    public SessionControl(ServerParts parts, Supplier<@Nullable ZkLeader> desk) {
        this.parts = parts;
        this.desk = desk;
    }

    /** Sets who says what becomes of a session's connections; to be called before the server starts. */
    public void admitBy(ClientAdmission admission) {
        parts.admission(admission);
    }

    /** Does what is ordered now. */
    public void review() {
        parts.connections.review();
    }

    /** {@return all that are open, by id} */
    public List<SessionStatus> all() {
        return parts.state.sessions().all().stream().map(this::status).toList();
    }

    /** {@return the session of that id, empty where it is over, or never was, or has not come here yet} */
    public Optional<SessionStatus> find(long id) {
        return Optional.ofNullable(parts.state.sessions().find(id)).map(this::status);
    }

    private SessionStatus status(ServerSession session) {
        List<String> ephemerals = parts.state.tree().ephemeralsOf(session.id());
        return new SessionStatus(session.id(), session.timeoutMillis(), ephemerals);
    }

    /** {@return the client of that session, where it is this server that serves it} */
    public Optional<ClientStatus> client(long id) {
        return connection(id).map(connection -> new ClientStatus(connection.peer(), parts.watches.of(connection)));
    }

    /** Resets the connection of that session; returns whether it is this server that served it. */
    public boolean reset(long id) {
        Optional<ClientConnection> connection = connection(id);
        connection.ifPresent(ClientConnection::reset);
        return connection.isPresent();
    }

    /** The leader ends the session, by an entry of the log; does nothing elsewhere, or where it is over. */
    public void expire(long id) {
        ZkLeader present = desk.get();
        if (present != null && parts.state.sessions().find(id) != null) {
            present.expire(id);
        }
    }

    // A server from which a session has moved may not know it yet; the session's owner tells.
    private Optional<ClientConnection> connection(long id) {
        ServerSession session = parts.state.sessions().find(id);
        CommandForwarder link = parts.link();
        boolean own = session != null && link != null && session.owner() == link.id();
        return own ? Optional.ofNullable(parts.connections.find(id)) : Optional.empty();
    }
}

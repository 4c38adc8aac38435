package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.edge.InstalledRules;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.config.QuorumSpec;
import io.embeddedcluster.internal.zookeeper.replicated.Command;
import io.embeddedcluster.internal.zookeeper.replicated.ReplicatedState;
import io.embeddedcluster.internal.zookeeper.session.LocalSessions;
import io.embeddedcluster.internal.zookeeper.session.SessionIds;
import io.embeddedcluster.internal.zookeeper.session.SessionPassword;
import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import java.util.function.Consumer;

/**
 * The first request of a connection: begins a session, or goes on with one that was connected elsewhere.
 *
 * <p>Threading: the node's event loop.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperProgrammers.html#ch_zkSessions ZooKeeper Sessions
 */
public final class Handshake {

    /** What session passwords derive from: the same on all servers, as in ZooKeeper. */
    private static final long PASSWORD_SECRET = 0x5e_55_10_4eL;

    private final QuorumConfig config;
    private final Host host;
    private final ClientService service;
    private final ReplicatedState state;
    private final ClientConnections connections;
    private final SessionPassword passwords = new SessionPassword(PASSWORD_SECRET);
    private final SessionIds sessionIds;

    /** Makes the handshake of one server, whose start this is. */
    public Handshake(
            QuorumSpec spec, Host host, ClientService service, ReplicatedState state, ClientConnections connections) {
        this.config = spec.config();
        this.host = host;
        this.service = service;
        this.state = state;
        this.connections = connections;
        this.sessionIds = new SessionIds(spec.serverId(), host.clock().wallMillis());
    }

    /** Handles the first frame of a connection. */
    void begin(ClientConnection client, JuteReader frame) {
        ConnectRequest request = ConnectRequest.read(frame);
        service.statistics().connectRequested(request.sessionId() != 0);
        ServedConnect connect = new ServedConnect(host, this, client, request);
        client.handshakes(request.sessionId(), () -> askEdge(connect));
    }

    private void askEdge(ServedConnect connect) {
        InstalledRules rules = host.edge().rules();
        if (rules == null) {
            connect.pass();
        } else {
            rules.onRequest(connect.atEdge()).carryOut(connect);
        }
    }

    /** Decides on a request that the edge has let through; the outcome comes later where the log is asked. */
    void decide(ClientConnection client, ConnectRequest request, Consumer<ConnectOutcome> outcome) {
        boolean readOnly = service.isReadOnly();
        if (readOnly && !Boolean.TRUE.equals(request.readOnly())) {
            outcome.accept(new ConnectOutcome.NotServed("this server only reads, and the client also wants to write"));
            return;
        }
        if (request.lastZxidSeen() > state.lastZxid()) {
            outcome.accept(new ConnectOutcome.NotServed("client has seen zxid 0x"
                    + Long.toHexString(request.lastZxidSeen()) + ", this server is at 0x"
                    + Long.toHexString(state.lastZxid())));
            return;
        }
        int timeoutMillis = negotiated(request.timeoutMillis());
        LocalSessions localSessions = service.localSessions();
        if (localSessions != null) {
            outcome.accept(decideReadOnly(localSessions, request, timeoutMillis));
        } else if (request.sessionId() == 0) {
            create(client, timeoutMillis, outcome);
        } else {
            move(client, request, timeoutMillis, outcome);
        }
    }

    private int negotiated(int askedMillis) {
        long min = config.minSessionTimeout().toMillis();
        long max = config.maxSessionTimeout().toMillis();
        return Math.toIntExact(Math.max(min, Math.min(max, askedMillis)));
    }

    private void create(ClientConnection client, int timeoutMillis, Consumer<ConnectOutcome> outcome) {
        long session = newSession();
        Exchange exchange =
                Exchange.ofWrite(0, OpCode.CREATE_SESSION, host.clock().millis());
        ask(client, new Command.CreateSession(session, timeoutMillis), timeoutMillis, decided -> {
            outcome.accept(decided);
            client.answered(exchange, state.lastZxid());
        });
    }

    private long newSession() {
        return sessionIds.next(id -> state.sessions().find(id) != null);
    }

    private void move(
            ClientConnection client, ConnectRequest request, int timeoutMillis, Consumer<ConnectOutcome> outcome) {
        long session = request.sessionId();
        // As ZooKeeper: the old connection goes before the password is looked at.
        connections.closeSession(session, "session connected again");
        if (passwords.matches(session, request.password())) {
            ask(client, new Command.MoveSession(session, timeoutMillis), timeoutMillis, outcome);
        } else {
            outcome.accept(new ConnectOutcome.SessionOver("wrong password for session 0x" + Long.toHexString(session)));
        }
    }

    private void ask(ClientConnection client, Command command, int timeoutMillis, Consumer<ConnectOutcome> outcome) {
        client.reading(false);
        long session = command.session();
        service.submit(
                client,
                command,
                result -> outcome.accept(
                        result.error().isOk() ? new ConnectOutcome.Accepted(session, timeoutMillis) : isOver(session)));
    }

    /** Sessions of the ensemble are not served here, and other ones only where local sessions are switched on. */
    private ConnectOutcome decideReadOnly(LocalSessions sessions, ConnectRequest request, int timeoutMillis) {
        long session = request.sessionId();
        if (session == 0) {
            if (!config.localSessions()) {
                return new ConnectOutcome.NewSessionRefused();
            }
            long created = newSession();
            sessions.open(created, timeoutMillis, host.clock().nanos());
            return new ConnectOutcome.Accepted(created, timeoutMillis);
        }
        if (state.sessions().find(session) != null) {
            return new ConnectOutcome.NotServed(
                    "session 0x" + Long.toHexString(session) + " needs a server that also writes");
        }
        connections.closeSession(session, "session connected again");
        return passwords.matches(session, request.password()) && sessions.contains(session)
                ? new ConnectOutcome.Accepted(session, timeoutMillis)
                : isOver(session);
    }

    private static ConnectOutcome isOver(long session) {
        return new ConnectOutcome.SessionOver("session 0x" + Long.toHexString(session) + " is over");
    }

    // ---- for answers

    byte[] passwordOf(long session) {
        return passwords.of(session);
    }

    boolean isReadOnly() {
        return service.isReadOnly();
    }

    long lastZxid() {
        return state.lastZxid();
    }
}

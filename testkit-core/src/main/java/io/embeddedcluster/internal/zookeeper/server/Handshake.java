package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.replicated.Command;
import io.embeddedcluster.internal.zookeeper.session.LocalSessions;
import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import io.embeddedcluster.internal.zookeeper.wire.ConnectResponse;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The first request of a connection: begins a session, or goes on with one that was connected elsewhere.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperProgrammers.html#ch_zkSessions ZooKeeper Sessions
 */
final class Handshake {

    private final ServerParts parts;
    private final ClientConnection connection;
    private boolean waiting;

    Handshake(ServerParts parts, ClientConnection connection) {
        this.parts = parts;
        this.connection = connection;
    }

    /** {@return whether the log is being asked, and nothing more is read meanwhile} */
    boolean isWaiting() {
        return waiting;
    }

    void begin(JuteReader in) {
        ConnectRequest request = ConnectRequest.read(in);
        parts.statistics.connectRequested(request.sessionId() != 0);
        admit(request);
    }

    private void admit(ConnectRequest request) {
        switch (parts.admission().of(request.sessionId())) {
            case ADMIT -> begin(request);
            case HOLD -> hold(request);
            case REFUSE -> connection.close("session 0x" + Long.toHexString(request.sessionId()) + " is refused here");
        }
    }

    private void hold(ConnectRequest request) {
        waiting = true;
        connection.hold(request.sessionId());
        connection.afterHold(() -> {
            waiting = false;
            if (!connection.isClosed()) {
                admit(request);
            }
        });
    }

    private void begin(ConnectRequest request) {
        boolean readOnly = parts.readOnly.isActive();
        if (readOnly && !Boolean.TRUE.equals(request.readOnly())) {
            connection.close("this server only reads, and the client also wants to write");
            return;
        }
        if (request.lastZxidSeen() > parts.state.lastZxid()) {
            connection.close("client has seen zxid 0x" + Long.toHexString(request.lastZxidSeen())
                    + ", this server is at 0x" + Long.toHexString(parts.state.lastZxid()));
            return;
        }
        int timeoutMillis = negotiated(request.timeoutMillis());
        if (readOnly) {
            beginReadOnly(request, timeoutMillis);
            return;
        }
        if (request.sessionId() == 0) {
            long session = parts.sessionIds.next(id -> parts.state.sessions().find(id) != null);
            ask(request, new Command.CreateSession(session, timeoutMillis), timeoutMillis);
            return;
        }
        // As ZooKeeper: the old connection goes before the password is looked at.
        parts.connections.closeSession(request.sessionId(), "session connected again");
        if (parts.passwords.matches(request.sessionId(), request.password())) {
            ask(request, new Command.MoveSession(request.sessionId(), timeoutMillis), timeoutMillis);
        } else {
            refuse(request, "wrong password for session 0x" + Long.toHexString(request.sessionId()));
        }
    }

    /** Sessions of the ensemble are not served here, and other ones only where local sessions are switched on. */
    private void beginReadOnly(ConnectRequest request, int timeoutMillis) {
        LocalSessions sessions = parts.readOnly.sessions();
        long session = request.sessionId();
        if (session == 0) {
            if (parts.spec.config().localSessions()) {
                long created =
                        parts.sessionIds.next(id -> parts.state.sessions().find(id) != null);
                sessions.open(created, timeoutMillis, parts.host.clock().nanos());
                accept(request, created, timeoutMillis);
            } else {
                refuseSession();
            }
        } else if (parts.state.sessions().find(session) != null) {
            connection.close("session 0x" + Long.toHexString(session) + " needs a server that also writes");
        } else {
            parts.connections.closeSession(session, "session connected again");
            if (parts.passwords.matches(session, request.password()) && sessions.contains(session)) {
                accept(request, session, timeoutMillis);
            } else {
                refuse(request, "session 0x" + Long.toHexString(session) + " is over");
            }
        }
    }

    /** As ZooKeeper: to make a session is a write, and refused as one; nothing more is read. */
    private void refuseSession() {
        waiting = true;
        connection.reading(false);
        connection.sendHeader(0, parts.state.lastZxid(), ZkErrorCode.NOT_READ_ONLY);
    }

    private int negotiated(int askedMillis) {
        long min = parts.spec.config().minSessionTimeout().toMillis();
        long max = parts.spec.config().maxSessionTimeout().toMillis();
        return Math.toIntExact(Math.max(min, Math.min(max, askedMillis)));
    }

    private void ask(ConnectRequest request, Command command, int timeoutMillis) {
        waiting = true;
        connection.reading(false);
        long startedMillis = parts.host.clock().millis();
        connection.submit(command, result -> {
            answer(request, command, timeoutMillis, result);
            if (command instanceof Command.CreateSession) {
                connection.answered(OpCode.CREATE_SESSION, 0, parts.state.lastZxid(), startedMillis);
            }
        });
    }

    private void answer(ConnectRequest request, Command command, int timeoutMillis, WriteResult result) {
        waiting = false;
        if (!result.error().isOk()) {
            refuse(request, "session 0x" + Long.toHexString(command.session()) + " is over");
            return;
        }
        accept(request, command.session(), timeoutMillis);
        connection.reading(true);
    }

    private void accept(ConnectRequest request, long session, int timeoutMillis) {
        byte[] password = parts.passwords.of(session);
        send(new ConnectResponse(0, timeoutMillis, session, password, readOnly(request)));
        connection.serve(session, timeoutMillis);
    }

    /** Tells the client that its session is over, and ends the connection. */
    private void refuse(ConnectRequest request, String reason) {
        byte[] noPassword = new byte[ConnectRequest.PASSWORD_BYTES];
        send(new ConnectResponse(0, 0, 0, noPassword, readOnly(request)));
        connection.close(reason);
    }

    /** Whether this server only reads; clients too old to ask are not told. */
    private @Nullable Boolean readOnly(ConnectRequest request) {
        return request.readOnly() == null ? null : (Boolean) parts.readOnly.isActive();
    }

    private void send(ConnectResponse response) {
        JuteWriter out = new JuteWriter();
        response.write(out);
        connection.send(out.toFrame());
    }
}

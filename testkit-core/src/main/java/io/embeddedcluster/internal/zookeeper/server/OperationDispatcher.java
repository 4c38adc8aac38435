package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.edge.InstalledRules;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.zookeeper.handler.AuthId;
import io.embeddedcluster.internal.zookeeper.handler.Handlers;
import io.embeddedcluster.internal.zookeeper.handler.ReadContext;
import io.embeddedcluster.internal.zookeeper.handler.ReadResult;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.replicated.Command;
import io.embeddedcluster.internal.zookeeper.replicated.CommandForwarder;
import io.embeddedcluster.internal.zookeeper.replicated.ReplicatedState;
import io.embeddedcluster.internal.zookeeper.session.LocalSessions;
import io.embeddedcluster.internal.zookeeper.watch.Watches;
import io.embeddedcluster.internal.zookeeper.wire.JuteFormatException;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.PathRequest;
import io.embeddedcluster.internal.zookeeper.wire.ReconfigRequest;
import io.embeddedcluster.internal.zookeeper.wire.RequestHeader;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Decides what one operation of a client is: a login, a read that this server answers from its tree, a write that goes
 * through the log, or nothing that is served. Before it has the operation served it asks the rules of the edge.
 *
 * <p>Writes go to the leader as they come; a read is done when it is the first of its connection that has no answer, so a
 * session sees its requests done in order. Malformed bodies get MARSHALLING_ERROR, unknown operations get UNIMPLEMENTED
 * and then the end, as in ZooKeeper. Threading: the node's event loop.
 */
public final class OperationDispatcher {

    private final Host host;
    private final ClientService service;
    private final ReplicatedState state;
    private final Handlers handlers;
    private final Watches watches;

    /** Makes the dispatcher of one server, whose connected clients have these watches. */
    public OperationDispatcher(
            Host host, ClientService service, ReplicatedState state, Handlers handlers, Watches watches) {
        this.host = host;
        this.service = service;
        this.state = state;
        this.handlers = handlers;
        this.watches = watches;
    }

    /** {@return the queue for the requests of a new connection} */
    RequestQueue queueOf(ClientConnection client) {
        return new RequestQueue(host, state::lastZxid, client);
    }

    /**
     * Has one request served.
     *
     * @throws JuteFormatException if what the frame begins with is no header, or the body of a login is malformed
     */
    void dispatch(ClientConnection client, long session, JuteReader frame) {
        RequestHeader header = RequestHeader.read(frame);
        OpCode op = OpCode.of(header.type());
        if (op != null && ClientLogin.isLogin(op)) {
            askEdge(new ServedOperation(host, this, client, session, header.xid(), op, frame));
        } else if (!client.login().isEnough()) {
            client.answerAtOnce(client.login().refusal(header.xid()));
        } else if (op == OpCode.DELETE_CONTAINER) {
            // observed: 3.9.6 ends the connection without a word
            client.close("a client asks for what only servers may ask");
        } else if (op == null || !isServed(op)) {
            // As ZooKeeper: the answer goes out at once, with no zxid, and the connection ends.
            client.sendHeader(header.xid(), -1, ZkErrorCode.UNIMPLEMENTED);
            client.close("unknown operation " + header.type());
        } else {
            askEdge(new ServedOperation(host, this, client, session, header.xid(), op, frame));
        }
    }

    private boolean isServed(OpCode op) {
        return op == OpCode.SYNC || op == OpCode.CLOSE_SESSION || handlers.isRead(op) || handlers.isWrite(op);
    }

    private void askEdge(ServedOperation operation) {
        InstalledRules rules = host.edge().rules();
        if (rules == null) {
            operation.pass();
        } else {
            rules.onRequest(operation.atEdge()).carryOut(operation);
        }
    }

    /** Serves an operation that the edge has let through. */
    void serve(ServedOperation operation) {
        OpCode op = operation.op();
        if (ClientLogin.isLogin(op)) {
            operation.logIn();
        } else if (service.isReadOnly() && !handlers.isRead(op)) {
            refuseWrite(operation);
        } else {
            try {
                begin(operation, op);
            } catch (JuteFormatException malformed) {
                refuse(operation, malformed);
            }
        }
    }

    private void begin(ServedOperation operation, OpCode op) {
        if (handlers.isRead(op)) {
            beginRead(operation, request(operation));
        } else {
            beginWrite(operation, command(operation, op));
        }
    }

    private void beginRead(ServedOperation operation, ZkRequest request) {
        if (isKnownToHaveMoved(operation.session())) {
            operation.answerFromLog(answer -> answer.accept(WriteResult.failed(ZkErrorCode.SESSION_MOVED)));
            return;
        }
        ClientConnection client = operation.client();
        Supplier<ReadResult> read = () -> handlers.read(
                new ReadContext(
                        handlers.rules(),
                        state.tree(),
                        watches,
                        client,
                        operation.session(),
                        client.login().ids()),
                request);
        operation.answerBy(read);
    }

    /** As in ZooKeeper the leader looks at every request's session; a follower still answers reads of one that has moved. */
    private boolean isKnownToHaveMoved(long session) {
        CommandForwarder forwarder = service.forwarder();
        return forwarder != null
                && forwarder.leader().equals(host.name())
                && state.refusal(session, forwarder.id()) == ZkErrorCode.SESSION_MOVED;
    }

    private void beginWrite(ServedOperation operation, Command command) {
        operation.answerFromLog(answer -> service.submit(operation.client(), command, answer));
    }

    private Command command(ServedOperation operation, OpCode op) {
        long session = operation.session();
        List<AuthId> ids = List.copyOf(operation.client().login().ids());
        return switch (op) {
            case CLOSE_SESSION -> new Command.CloseSession(session);
            case SYNC ->
                new Command.Sync(session, PathRequest.read(op, operation.body()).path());
            case RECONFIG -> new Command.Reconfigure(session, ids, ReconfigRequest.read(operation.body()));
            default -> new Command.Write(session, ids, request(operation));
        };
    }

    /** Reads the body: whatever is served has a form that we know. */
    private static ZkRequest request(ServedOperation operation) {
        return Objects.requireNonNull(ZkRequest.read(operation.op(), operation.body()));
    }

    /** As ZooKeeper in read-only mode: the body is not looked at, and the end of a local session is no write. */
    private void refuseWrite(ServedOperation operation) {
        LocalSessions sessions = service.localSessions();
        if (operation.op() == OpCode.CLOSE_SESSION && sessions != null) {
            sessions.close(operation.session());
            operation.answerBy(ReadResult::done);
        } else {
            operation.answerBy(() -> ReadResult.failed(ZkErrorCode.NOT_READ_ONLY));
        }
    }

    /** As ZooKeeper: a multi takes a zxid even where it makes no sense. */
    private void refuse(ServedOperation operation, JuteFormatException malformed) {
        ClientConnection client = operation.client();
        host.journal()
                .record("malformed-request", client.describe() + " " + operation.op() + ": " + malformed.getMessage());
        if (operation.op() == OpCode.MULTI) {
            beginWrite(operation, new Command.Refuse(operation.session(), ZkErrorCode.MARSHALLING_ERROR));
        } else {
            operation.answerBy(() -> ReadResult.failed(ZkErrorCode.MARSHALLING_ERROR));
        }
    }
}

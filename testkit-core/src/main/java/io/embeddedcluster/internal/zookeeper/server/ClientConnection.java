package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.host.StreamHandler;
import io.embeddedcluster.internal.zookeeper.handler.Acls;
import io.embeddedcluster.internal.zookeeper.handler.Authentication;
import io.embeddedcluster.internal.zookeeper.handler.ReadContext;
import io.embeddedcluster.internal.zookeeper.handler.ReadResult;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.operator.ConnectionStatistics;
import io.embeddedcluster.internal.zookeeper.operator.ConnectionView;
import io.embeddedcluster.internal.zookeeper.operator.FourLetterWords;
import io.embeddedcluster.internal.zookeeper.replicated.Command;
import io.embeddedcluster.internal.zookeeper.replicated.CommandForwarder;
import io.embeddedcluster.internal.zookeeper.session.ServerSession;
import io.embeddedcluster.internal.zookeeper.watch.Watcher;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.FrameDecoder;
import io.embeddedcluster.internal.zookeeper.wire.JuteFormatException;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.PathRequest;
import io.embeddedcluster.internal.zookeeper.wire.ReconfigRequest;
import io.embeddedcluster.internal.zookeeper.wire.ReplyHeader;
import io.embeddedcluster.internal.zookeeper.wire.RequestHeader;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client: cuts frames, has them handled, and answers in order.
 *
 * <pre>
 * new -- four-letter word --&gt; answered and closed
 *  |
 *  connect request --&gt; waiting for the log -- session created or moved --&gt; serving --&gt; closed
 * </pre>
 *
 * <p>Writes go to the leader as they come; reads wait until the writes of this connection before them are done, and are
 * then answered from this server's tree. So a session sees its requests done in order. Watch events go out when the
 * change is applied, before any answer that shows it.
 *
 * <p>Malformed frames and lengths end the connection, malformed bodies get MARSHALLING_ERROR, unknown operations get
 * UNIMPLEMENTED and then the end, all as in ZooKeeper. Threading: the node's event loop.
 */
final class ClientConnection implements StreamHandler, Watcher, ConnectionView {

    private final ServerParts parts;
    private final ClientGate stream;
    private final FrameDecoder decoder;
    private final Handshake handshake;
    private final Deque<Exchange> exchanges = new ArrayDeque<>();
    private final ClientLogin login;
    private long session;
    private int timeoutMillis;
    private long heardNanos;
    private final long acceptedMillis;
    private final ConnectionStatistics statistics = new ConnectionStatistics();
    private boolean full;
    private boolean asked;
    private boolean closed;

    ClientConnection(ServerParts parts, ClientGate stream) {
        this.parts = parts;
        this.stream = stream;
        this.decoder = new FrameDecoder(parts.spec.config().frameLimitBytes());
        this.handshake = new Handshake(parts, this);
        this.heardNanos = parts.host.clock().nanos();
        this.acceptedMillis = parts.host.clock().wallMillis();
        this.login = new ClientLogin(parts, this, stream.peer());
    }

    // ---- from the network

    @Override
    public void onBytes(ByteBuffer bytes) {
        if (closed) {
            return;
        }
        heardNanos = parts.host.clock().nanos();
        decoder.add(bytes);
        handleFrames();
    }

    @Override
    public void onClosed(String reason) {
        if (!closed && decoder.isWithinFrame()) {
            parts.host.journal().record("client-closed", describe() + " reason=" + reason + " within a frame");
        }
        closed = true;
        parts.connections.remove(this);
    }

    private void handleFrames() {
        try {
            if (session == 0 && !handshake.isWaiting() && answersWord()) {
                return;
            }
            while (!closed && !full && !handshake.isWaiting()) {
                ByteBuffer frame = decoder.next();
                if (frame == null) {
                    return;
                }
                countReceived(Integer.BYTES + frame.remaining());
                handle(new JuteReader(frame));
            }
        } catch (JuteFormatException malformed) {
            close("malformed: " + malformed.getMessage());
        }
    }

    /** Before the first frame four letters may come instead of a length. */
    private boolean answersWord() {
        Integer word = decoder.peekInt();
        if (word == null || closed) {
            return true;
        }
        FourLetterWords words = parts.words();
        if (words.isWord(word)) {
            ByteBuffer bytes = decoder.peek(Integer.BYTES + words.argumentBytes(word));
            if (bytes != null) {
                answer(words, word, bytes.position(Integer.BYTES));
            }
            return true;
        }
        if (!parts.isServing()) {
            close("not serving");
            return true;
        }
        return false;
    }

    private void answer(FourLetterWords words, int word, ByteBuffer argument) {
        asked = true;
        countReceived(Integer.BYTES);
        byte[] answer = words.answer(word, argument).getBytes(StandardCharsets.UTF_8);
        if (answer.length > 0) {
            send(ByteBuffer.wrap(answer));
        }
        close(null);
    }

    private void countReceived(int bytes) {
        statistics.received();
        parts.statistics.received(bytes);
    }

    private void handle(JuteReader in) {
        if (session == 0) {
            handshake.begin(in);
            return;
        }
        RequestHeader header = RequestHeader.read(in);
        parts.touch(session, heardNanos);
        OpCode op = OpCode.of(header.type());
        if (op != null && ClientLogin.isLogin(op)) {
            login.handle(header.xid(), op, in);
        } else if (!login.isEnough()) {
            login.refuse(header.xid());
        } else if (op == OpCode.DELETE_CONTAINER) {
            // observed: 3.9.6 ends the connection without a word
            close("a client asks for what only servers may ask");
        } else if (op == null || !isServed(op)) {
            reject(header);
        } else {
            begin(header.xid(), op, in);
        }
    }

    private boolean isServed(OpCode op) {
        return op == OpCode.SYNC
                || op == OpCode.CLOSE_SESSION
                || parts.handlers.isRead(op)
                || parts.handlers.isWrite(op);
    }

    /** As ZooKeeper: the answer goes out at once, with no zxid, and the connection ends. */
    private void reject(RequestHeader header) {
        sendHeader(header.xid(), -1, ZkErrorCode.UNIMPLEMENTED);
        close("unknown operation " + header.type());
    }

    // ---- requests in order

    private void begin(int xid, OpCode op, JuteReader in) {
        if (parts.readOnly.isActive() && !parts.handlers.isRead(op)) {
            refuseWrite(xid, op);
            return;
        }
        ZkRequest request = null;
        try {
            request = ZkRequest.read(op, in);
        } catch (JuteFormatException malformed) {
            refuse(xid, op, malformed);
        }
        if (request == null) {
            return;
        }
        if (parts.handlers.isRead(op)) {
            beginRead(xid, request);
        } else {
            beginWrite(xid, op, command(op, request));
        }
    }

    private void beginRead(int xid, ZkRequest request) {
        if (isKnownToHaveMoved()) {
            Exchange late = new Exchange(xid, request.op(), now(), null);
            late.written(WriteResult.failed(ZkErrorCode.SESSION_MOVED));
            enqueue(late);
            return;
        }
        Supplier<ReadResult> read = () -> parts.handlers.read(
                new ReadContext(parts.handlers.rules(), parts.state.tree(), parts.watches, this, session, login.ids()),
                request);
        // As in ZooKeeper a ping is answered as one, whatever its own number was.
        int replyXid = request.op() == OpCode.PING ? ReplyHeader.PING_XID : xid;
        enqueue(new Exchange(replyXid, request.op(), now(), read));
    }

    /** As in ZooKeeper the leader asks of every request whose session it is; a follower reads to who has left it. */
    private boolean isKnownToHaveMoved() {
        CommandForwarder link = parts.link();
        ServerSession present = parts.state.sessions().find(session);
        return link != null
                && link.leader().equals(parts.spec.self())
                && present != null
                && !parts.rules.mayWriteThrough(link.id(), present);
    }

    private void beginWrite(int xid, OpCode op, Command command) {
        Exchange exchange = new Exchange(xid, op, now(), null);
        enqueue(exchange);
        submit(command, result -> {
            exchange.written(result);
            answer();
        });
    }

    /** As ZooKeeper in read-only mode: the body is not looked at, and the end of a local session is no write. */
    private void refuseWrite(int xid, OpCode op) {
        if (op == OpCode.CLOSE_SESSION) {
            parts.readOnly.sessions().close(session);
            enqueue(new Exchange(xid, op, now(), ReadResult::done));
        } else {
            enqueue(new Exchange(xid, op, now(), () -> ReadResult.failed(ZkErrorCode.NOT_READ_ONLY)));
        }
    }

    /** As ZooKeeper: a multi takes a zxid even where it makes no sense. */
    private void refuse(int xid, OpCode op, JuteFormatException malformed) {
        parts.host.journal().record("malformed-request", describe() + " " + op + ": " + malformed.getMessage());
        if (op == OpCode.MULTI) {
            beginWrite(xid, op, new Command.Refuse(session, ZkErrorCode.MARSHALLING_ERROR));
        } else {
            enqueue(new Exchange(xid, op, now(), () -> ReadResult.failed(ZkErrorCode.MARSHALLING_ERROR)));
        }
    }

    private Command command(OpCode op, ZkRequest request) {
        if (op == OpCode.CLOSE_SESSION) {
            return new Command.CloseSession(session);
        }
        if (request instanceof PathRequest sync) {
            return new Command.Sync(session, sync.path());
        }
        if (request instanceof ReconfigRequest reconfig) {
            return new Command.Reconfigure(session, List.copyOf(login.ids()), reconfig);
        }
        return new Command.Write(session, List.copyOf(login.ids()), request);
    }

    /** Sends a command through the log; the callback is given its result unless this connection ends before. */
    void submit(Command command, Consumer<WriteResult> callback) {
        CommandForwarder link = parts.link();
        if (link == null) {
            close("not serving");
            return;
        }
        parts.rules.submit(link, command, result -> {
            if (!closed) {
                callback.accept(result);
            }
        });
    }

    private void enqueue(Exchange exchange) {
        exchanges.add(exchange);
        answer();
        if (exchanges.size() >= parts.spec.config().maxOutstanding() && !full) {
            full = true;
            stream.reading(false);
        }
    }

    /** Answers as far as the order allows. */
    private void answer() {
        while (!closed && !exchanges.isEmpty() && exchanges.getFirst().isReady()) {
            Exchange exchange = exchanges.removeFirst();
            if (exchange.isMoved()) {
                close("session moved");
                return;
            }
            long zxid = parts.state.lastZxid();
            respond(exchange.reply(zxid));
            answered(exchange.op(), exchange.xid(), zxid, exchange.startedMillis());
            if (exchange.op() == OpCode.CLOSE_SESSION) {
                close(null);
            }
        }
        if (full && !closed && exchanges.size() <= parts.spec.config().maxOutstanding() / 2) {
            full = false;
            stream.reading(true);
            parts.host.execute(this::handleFrames);
        }
    }

    @Override
    public void process(WatchEvent event, List<Acl> acl) {
        if (parts.handlers.rules().skipAcl() || Acls.permits(acl, Acls.READ, login.ids())) {
            JuteWriter out = new JuteWriter();
            new ReplyHeader(ReplyHeader.NOTIFICATION_XID, event.zxid(), 0).write(out);
            event.write(out);
            ByteBuffer frame = out.toFrame();
            parts.statistics.notified(frame.remaining() - Integer.BYTES);
            send(frame);
        }
    }

    void sendHeader(int xid, long zxid, ZkErrorCode error) {
        JuteWriter out = new JuteWriter();
        new ReplyHeader(xid, zxid, error.code()).write(out);
        respond(out.toFrame());
    }

    void respond(ByteBuffer frame) {
        parts.statistics.responded(frame.remaining() - Integer.BYTES);
        send(frame);
    }

    // ---- for the handshake and for the server

    /** Stops or goes on to read. */
    void reading(boolean enabled) {
        stream.reading(enabled);
    }

    /** The session of that id is served here from now on. */
    void serve(long session, int timeoutMillis) {
        this.session = session;
        this.timeoutMillis = timeoutMillis;
        parts.connections.serves(session, this);
        review();
        parts.host.execute(this::handleFrames);
    }

    /** Does what is ordered for the session that is served. */
    void review() {
        switch (parts.admission().of(session)) {
            case ADMIT -> {}
            case HOLD -> hold(session);
            case REFUSE -> close("session 0x" + Long.toHexString(session) + " is refused here");
        }
    }

    /** Lets nothing pass from now on, on behalf of that session. */
    void hold(long session) {
        if (!stream.isShut()) {
            stream.shut(session);
            parts.connections.shut(stream);
            parts.host.journal().record("client-held", describe());
        }
    }

    /** Does something after all that has come and is held. */
    void afterHold(Runnable event) {
        stream.arrive(event);
    }

    /** Drops the connection: the client sees a reset. */
    void reset() {
        closed = true;
        parts.host.journal().record("client-reset", describe());
        stream.reset();
        parts.connections.remove(this);
    }

    /** Counts a request that was answered. */
    void answered(OpCode op, int xid, long zxid, long startedMillis) {
        long ended = now();
        statistics.answered(op, xid, zxid, startedMillis, ended);
        parts.statistics.answered(ended - startedMillis);
    }

    void send(ByteBuffer frame) {
        statistics.sent();
        parts.statistics.sent();
        stream.send(frame);
    }

    /** Ends the connection after what was sent; a reason, where there is one, goes into the journal. */
    void close(@Nullable String reason) {
        if (closed) {
            return;
        }
        closed = true;
        if (reason != null) {
            parts.host.journal().record("client-closed", describe() + " reason=" + reason);
        }
        stream.close();
        parts.connections.remove(this);
    }

    /** {@return who the client is} */
    String peer() {
        return stream.peer();
    }

    boolean isClosed() {
        return closed;
    }

    // ---- for operators

    @Override
    public long session() {
        return session;
    }

    @Override
    public int timeoutMillis() {
        return timeoutMillis;
    }

    @Override
    public String address() {
        return Authentication.addressOf(stream.peer());
    }

    @Override
    public boolean isReading() {
        return !asked;
    }

    @Override
    public int queuedCount() {
        return exchanges.size();
    }

    @Override
    public long acceptedMillis() {
        return acceptedMillis;
    }

    @Override
    public long silenceEndsNanos() {
        return heardNanos
                + (session == 0
                        ? ClientConnections.SESSIONLESS_TIMEOUT.toNanos()
                        : TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
    }

    @Override
    public ConnectionStatistics statistics() {
        return statistics;
    }

    long heardNanos() {
        return heardNanos;
    }

    private long now() {
        return parts.host.clock().millis();
    }

    private String describe() {
        return "peer=" + stream.peer() + " session=0x" + Long.toHexString(session);
    }
}

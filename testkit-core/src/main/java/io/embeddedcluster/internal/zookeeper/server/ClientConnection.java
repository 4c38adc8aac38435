package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.edge.EdgeRequest;
import io.embeddedcluster.internal.edge.gate.ClientGate;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.StreamHandler;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.handler.Acls;
import io.embeddedcluster.internal.zookeeper.handler.Authentication;
import io.embeddedcluster.internal.zookeeper.operator.ConnectionStatistics;
import io.embeddedcluster.internal.zookeeper.operator.ConnectionView;
import io.embeddedcluster.internal.zookeeper.operator.FourLetterWords;
import io.embeddedcluster.internal.zookeeper.watch.Watcher;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.FrameDecoder;
import io.embeddedcluster.internal.zookeeper.wire.JuteFormatException;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ReplyHeader;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client: cuts frames, hands them to the {@link ClientProtocol}, and reads no further while too many
 * requests have no answer. {@link ConnectionState} shows where it stands; {@link RequestQueue} keeps the order of answers.
 *
 * <p>Watch events go out when the change is applied, before any answer that shows it. Malformed frames and lengths end the
 * connection, as in ZooKeeper. Threading: the node's event loop.
 */
final class ClientConnection implements StreamHandler, Watcher, ConnectionView {

    private final Host host;
    private final QuorumConfig config;
    private final ClientGate gate;
    private final ClientConnections connections;
    private final ClientProtocol protocol;
    private final FrameDecoder decoder;
    private final RequestQueue requests;
    private final ClientLogin login;
    private final ConnectionCounters counters;
    private final long acceptedMillis;
    private ConnectionState state = new ConnectionState.New();
    private long heardNanos;
    private boolean full;

    ClientConnection(
            Host host, QuorumConfig config, ClientGate gate, ClientConnections connections, ClientProtocol protocol) {
        this.host = host;
        this.config = config;
        this.gate = gate;
        this.connections = connections;
        this.protocol = protocol;
        this.decoder = new FrameDecoder(config.frameLimitBytes());
        this.requests = protocol.queueOf(this);
        this.login = new ClientLogin(config, host.journal(), connections.statistics(), gate.peer());
        this.counters = new ConnectionCounters(connections.statistics());
        this.acceptedMillis = host.clock().wallMillis();
        this.heardNanos = host.clock().nanos();
    }

    // ---- from the network

    @Override
    public void onBytes(ByteBuffer bytes) {
        if (isClosed()) {
            return;
        }
        heardNanos = host.clock().nanos();
        decoder.add(bytes);
        handleFrames();
    }

    @Override
    public void onClosed(String reason) {
        if (!isClosed() && decoder.isWithinFrame()) {
            host.journal().record("client-closed", describe() + " reason=" + reason + " within a frame");
        }
        end();
    }

    private void handleFrames() {
        guarded(() -> {
            if (state instanceof ConnectionState.New && answersWord()) {
                return;
            }
            while (!full && state instanceof ConnectionState.Receiving receiving) {
                ByteBuffer frame = decoder.next();
                if (frame == null) {
                    return;
                }
                counters.received(Integer.BYTES + frame.remaining());
                receiving.receive(protocol, this, new JuteReader(frame));
            }
        });
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (JuteFormatException malformed) {
            close("malformed: " + malformed.getMessage());
        }
    }

    /** Before the first frame four letters may come instead of a length. */
    private boolean answersWord() {
        Integer word = decoder.peekInt();
        if (word == null) {
            return true;
        }
        FourLetterWords words = protocol.words();
        if (words.isWord(word)) {
            ByteBuffer bytes = decoder.peek(Integer.BYTES + words.argumentBytes(word));
            if (bytes != null) {
                answer(words, word, bytes.position(Integer.BYTES));
            }
            return true;
        }
        if (!protocol.isServing()) {
            close("not serving");
            return true;
        }
        return false;
    }

    private void answer(FourLetterWords words, int word, ByteBuffer argument) {
        state = new ConnectionState.AnsweringWord();
        counters.received(Integer.BYTES);
        byte[] answer = words.answer(word, argument).getBytes(StandardCharsets.UTF_8);
        if (answer.length > 0) {
            send(ByteBuffer.wrap(answer));
        }
        close(null);
    }

    // ---- requests and answers

    /** {@return the requests that have no answer yet} */
    RequestQueue requests() {
        return requests;
    }

    /** {@return who the client is} */
    ClientLogin login() {
        return login;
    }

    /** {@return a request of this client as rules of the edge see it} */
    EdgeRequest atEdge(OpCode op) {
        return EdgeRequest.ofZookeeper(op.name(), peer(), session());
    }

    /** Does something after that time, unless the connection is over by then. */
    void later(Duration time, Runnable task) {
        host.timers().schedule(time, () -> {
            if (!isClosed()) {
                guarded(task);
            }
        });
    }

    /** Reads no further while too many requests have no answer, and again when half of them have theirs. */
    void reviewFlow() {
        int limit = config.maxOutstanding();
        if (!full && requests.size() >= limit) {
            full = true;
            gate.reading(false);
        } else if (full && !isClosed() && requests.size() <= limit / 2) {
            full = false;
            gate.reading(true);
            host.execute(this::handleFrames);
        }
    }

    @Override
    public void process(WatchEvent event, List<Acl> acl) {
        if (config.operationRules().skipAcl() || Acls.permits(acl, Acls.READ, login.ids())) {
            JuteWriter out = new JuteWriter();
            new ReplyHeader(ReplyHeader.NOTIFICATION_XID, event.zxid(), 0).write(out);
            event.write(out);
            requests.event(out.toFrame());
        }
    }

    /** Sends a watch event. */
    void notify(ByteBuffer frame) {
        counters.notified(frame.remaining());
        send(frame);
    }

    /** Sends an answer that has no body. */
    void sendHeader(int xid, long zxid, ZkErrorCode error) {
        JuteWriter out = new JuteWriter();
        new ReplyHeader(xid, zxid, error.code()).write(out);
        respond(out.toFrame());
    }

    /** Sends an answer to a login, not in the order of other answers. */
    void answerAtOnce(LoginAnswer answer) {
        respond(answer.frame());
        if (answer.end() != null) {
            close(answer.end());
        }
    }

    /** Sends an answer. */
    void respond(ByteBuffer frame) {
        counters.responded(frame.remaining());
        send(frame);
    }

    /** Counts a request that was answered. */
    void answered(Exchange exchange, long zxid) {
        counters.answered(exchange, zxid, host.clock().millis());
    }

    /** Sends any frame. */
    void send(ByteBuffer frame) {
        counters.sent();
        gate.send(frame);
    }

    // ---- for the handshake and for the server

    /** Stops or goes on to read. */
    void reading(boolean enabled) {
        gate.reading(enabled);
    }

    /**
     * The connect request has come, and nothing more is handled until it is answered.
     *
     * @param session that the client comes with, 0 where it wants a new one
     * @param next handles the request, when it is let through
     */
    void handshakes(long session, Runnable next) {
        state = new ConnectionState.Handshaking();
        gate.belongsTo(session);
        gate.inTurn(() -> {
            if (!isClosed()) {
                next.run();
            }
        });
    }

    /** The session of that id is served here from now on. */
    void serve(long session, int timeoutMillis) {
        state = new ConnectionState.Serving(session, timeoutMillis);
        connections.serves(session, this);
        gate.belongsTo(session);
        host.execute(this::handleFrames);
    }

    /** Drops the connection: the client sees a reset. */
    void reset() {
        host.journal().record("client-reset", describe());
        gate.reset();
        end();
    }

    /** Ends the connection after what was sent; a reason, where there is one, goes into the journal. */
    void close(@Nullable String reason) {
        if (isClosed()) {
            return;
        }
        if (reason != null) {
            host.journal().record("client-closed", describe() + " reason=" + reason);
        }
        gate.close();
        end();
    }

    private void end() {
        state = new ConnectionState.Closed(session());
        connections.remove(this);
    }

    boolean isClosed() {
        return state instanceof ConnectionState.Closed;
    }

    /** {@return who the client is, and its session, for the journal} */
    String describe() {
        return "peer=" + peer() + " session=0x" + Long.toHexString(session());
    }

    /** {@return who the client is} */
    String peer() {
        return gate.peer();
    }

    boolean isInternal() {
        return gate.isInternal();
    }

    /** {@return where the connection stands} */
    ConnectionState state() {
        return state;
    }

    /** {@return when the client was last heard of, in nanoseconds of the cluster's time} */
    long heardNanos() {
        return heardNanos;
    }

    // ---- for operators

    @Override
    public long session() {
        return state.session();
    }

    @Override
    public int timeoutMillis() {
        return state.timeoutMillis();
    }

    @Override
    public String address() {
        return Authentication.addressOf(peer());
    }

    @Override
    public boolean isReading() {
        return !(state instanceof ConnectionState.AnsweringWord);
    }

    @Override
    public int queuedCount() {
        return requests.size();
    }

    @Override
    public long acceptedMillis() {
        return acceptedMillis;
    }

    @Override
    public long silenceEndsNanos() {
        return heardNanos + silenceLimit().toNanos();
    }

    /** {@return how long the client may be silent} */
    Duration silenceLimit() {
        return state.timeoutMillis() > 0 ? Duration.ofMillis(state.timeoutMillis()) : config.sessionlessTimeout();
    }

    @Override
    public ConnectionStatistics statistics() {
        return counters.connection();
    }
}

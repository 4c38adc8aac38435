package io.embeddedcluster.internal.zookeeper.client;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.AddWatchMode;
import io.embeddedcluster.internal.zookeeper.wire.AddWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import io.embeddedcluster.internal.zookeeper.wire.ConnectResponse;
import io.embeddedcluster.internal.zookeeper.wire.CreateMode;
import io.embeddedcluster.internal.zookeeper.wire.CreateRequest;
import io.embeddedcluster.internal.zookeeper.wire.DeleteRequest;
import io.embeddedcluster.internal.zookeeper.wire.EmptyRequest;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.MultiRequest;
import io.embeddedcluster.internal.zookeeper.wire.MultiResult;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.PathRequest;
import io.embeddedcluster.internal.zookeeper.wire.PathWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.ReplyHeader;
import io.embeddedcluster.internal.zookeeper.wire.RequestHeader;
import io.embeddedcluster.internal.zookeeper.wire.SetDataRequest;
import io.embeddedcluster.internal.zookeeper.wire.SetWatchesRequest;
import io.embeddedcluster.internal.zookeeper.wire.Stat;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One ZooKeeper session, kept alive on whichever server answers.
 *
 * <p>Requests are answered in the order they were made. Those made while there is no connection wait for the next attempt;
 * whatever has no answer when a connection is lost, or when an attempt fails, ends with {@code CONNECTION_LOSS}, which
 * leaves open whether it was done. Once the session is over every request ends with {@code SESSION_EXPIRED}.
 *
 * <pre>
 * created -- start --&gt; connecting &lt;-- lost / handshake --&gt; serving -- close --&gt; closing --&gt; finished
 *                          \---- told that the session is over -----------------------------/
 * </pre>
 *
 * <p>Threading: the host's event loop, for calls and callbacks. A callback never comes before the call that it belongs to
 * has returned.
 */
public final class ZkClient implements ZkConnection.Events {

    private final ZkClientSpec spec;
    private final Host host;
    private final ZkSessionListener listener;
    private final PersistentWatches watches = new PersistentWatches();
    private final Deque<PendingRequest<?>> waiting = new ArrayDeque<>();
    private final Deque<PendingRequest<?>> sent = new ArrayDeque<>();
    private @Nullable ZkConnection connection;
    private boolean serving;
    private boolean closing;
    private boolean finished;
    private int server;
    private int failedAttempts;
    private int nextXid = 1;
    private long lastZxid;
    private long sessionId;
    private byte[] password = new byte[ConnectRequest.PASSWORD_BYTES];

    /**
     * Makes a client that does nothing yet.
     *
     * @param spec where and how to connect
     * @param host of the node that this client belongs to
     * @param listener is told of the session and of watch events
     */
    public ZkClient(ZkClientSpec spec, Host host, ZkSessionListener listener) {
        this.spec = spec;
        this.host = host;
        this.listener = listener;
        this.server = host.random("zookeeper-client").nextInt(spec.servers().size());
    }

    /** Begins to connect, and goes on until there is a session, and then until the session is over. */
    public void start() {
        host.execute(this::attempt);
    }

    /** {@return the session's id, 0 before there is one} */
    public long sessionId() {
        return sessionId;
    }

    /** {@return whether a server serves the session now, and takes requests: none while the session is being closed} */
    public boolean isConnected() {
        return serving && !closing;
    }

    /** {@return the last transaction that this session knows of} */
    public long lastZxid() {
        return lastZxid;
    }

    /** Creates a znode that everybody may do everything with. */
    public void create(String path, byte[] data, CreateMode mode, Consumer<? super ZkResult<Created>> callback) {
        submit(new CreateRequest(OpCode.CREATE2, path, data, Acl.OPEN, mode.flags(), -1), Created::read, callback);
    }

    /** Deletes a znode whose data has that version, -1 for any. */
    public void delete(String path, int version, Consumer<? super ZkResult<Boolean>> callback) {
        submit(new DeleteRequest(path, version), in -> true, callback);
    }

    /** Tells a znode's stat, or {@code NO_NODE}. */
    public void exists(String path, Consumer<? super ZkResult<Stat>> callback) {
        submit(new PathWatchRequest(OpCode.EXISTS, path, false), Stat::read, callback);
    }

    /** Reads a znode. */
    public void getData(String path, Consumer<? super ZkResult<NodeData>> callback) {
        submit(new PathWatchRequest(OpCode.GET_DATA, path, false), NodeData::read, callback);
    }

    /** Replaces a znode's data where it has that version, -1 for any. */
    public void setData(String path, byte[] data, int version, Consumer<? super ZkResult<Stat>> callback) {
        submit(new SetDataRequest(path, data, version), Stat::read, callback);
    }

    /** Lists a znode's children. */
    public void getChildren(String path, Consumer<? super ZkResult<Children>> callback) {
        submit(new PathWatchRequest(OpCode.GET_CHILDREN2, path, false), Children::read, callback);
    }

    /** Does all of the operations or none. A failure is that of the first part that failed, and carries each part's end. */
    public void multi(List<Op> operations, Consumer<? super ZkResult<List<MultiResult>>> callback) {
        List<ZkRequest> requests = operations.stream().map(Op::request).toList();
        submit(new MultiRequest(OpCode.MULTI, requests), MultiResult::readAll, result -> {
            List<MultiResult> parts = result.valueOrNull() == null ? List.of() : result.valueOrNull();
            ZkErrorCode error = parts.stream()
                    .map(MultiResult::error)
                    .filter(each -> !each.isOk())
                    .findFirst()
                    .orElse(result.error());
            callback.accept(new ZkResult<>(error, result.zxid(), result.valueOrNull()));
        });
    }

    /** Ends once this session's server has everything that was committed before; what is read afterwards is fresh. */
    public void sync(String path, Consumer<? super ZkResult<Boolean>> callback) {
        submit(new PathRequest(OpCode.SYNC, path), in -> true, callback);
    }

    /** Watches from now to the end of the session, over changes of servers. */
    public void addWatch(String path, AddWatchMode mode, Consumer<? super ZkResult<Boolean>> callback) {
        submit(new AddWatchRequest(path, mode.code()), in -> true, result -> {
            if (result.isOk()) {
                watches.add(path, mode);
            }
            callback.accept(result);
        });
    }

    /** Ends the session, where there is a connection; without one the servers end it when its timeout has passed. */
    public void close() {
        close(() -> {});
    }

    /** Ends the session as {@link #close()} does, and runs the task when the server has said so or does not answer. */
    public void close(Runnable whenClosed) {
        if (finished || !serving) {
            finish(ZkErrorCode.SESSION_EXPIRED);
            host.execute(whenClosed);
            return;
        }
        Runnable end = () -> {
            if (!finished) {
                finish(ZkErrorCode.SESSION_EXPIRED);
                whenClosed.run();
            }
        };
        submit(new EmptyRequest(OpCode.CLOSE_SESSION), in -> true, result -> end.run());
        closing = true;
        host.timers().schedule(spec.connectTimeout(), end);
    }

    private <T> void submit(ZkRequest request, Function<JuteReader, T> body, Consumer<? super ZkResult<T>> callback) {
        PendingRequest<T> pending = new PendingRequest<>(nextXid, request, body, callback);
        nextXid = nextXid == Integer.MAX_VALUE ? 1 : nextXid + 1;
        if (finished || closing) {
            host.execute(() -> pending.fail(ZkErrorCode.SESSION_EXPIRED));
        } else if (waiting.size() + sent.size() >= spec.maxOutstanding()) {
            host.execute(() -> pending.fail(ZkErrorCode.THROTTLED_OP));
        } else if (serving && connection != null) {
            sent.add(pending);
            send(pending.xid(), request);
        } else {
            waiting.add(pending);
        }
    }

    private void attempt() {
        if (finished || connection != null) {
            return;
        }
        ConnectRequest hello = new ConnectRequest(
                0, lastZxid, Math.toIntExact(spec.sessionTimeout().toMillis()), sessionId, password, false);
        connection = new ZkConnection(host, spec.servers().get(server), spec, hello, this);
    }

    @Override
    public void handshake(ConnectResponse response) {
        if (response.timeoutMillis() <= 0 || response.sessionId() == 0) {
            host.journal().record("zk-session-expired", "session=0x" + Long.toHexString(sessionId));
            finish(ZkErrorCode.SESSION_EXPIRED);
            listener.expired();
            return;
        }
        boolean resumed = sessionId != 0;
        sessionId = response.sessionId();
        password = response.password() == null ? password : response.password();
        serving = true;
        failedAttempts = 0;
        for (SetWatchesRequest request : watches.requests(lastZxid)) {
            send(ReplyHeader.SET_WATCHES_XID, request);
        }
        for (PendingRequest<?> pending = waiting.poll(); pending != null; pending = waiting.poll()) {
            sent.add(pending);
            send(pending.xid(), pending.request());
        }
        listener.connected(sessionId, resumed);
    }

    private void send(int xid, ZkRequest request) {
        if (connection != null) {
            JuteWriter out = new JuteWriter();
            new RequestHeader(xid, request.op().code()).write(out);
            request.write(out);
            connection.send(out.toFrame());
        }
    }

    @Override
    public void reply(ReplyHeader header, JuteReader in) {
        if (header.xid() == ReplyHeader.NOTIFICATION_XID) {
            listener.watchEvent(WatchEvent.read(in, header.zxid()));
            return;
        }
        if (header.zxid() > 0) {
            lastZxid = header.zxid();
        }
        if (header.xid() == ReplyHeader.SET_WATCHES_XID) {
            return;
        }
        PendingRequest<?> pending = sent.poll();
        if (pending == null || pending.xid() != header.xid()) {
            if (pending != null) {
                sent.addFirst(pending);
            }
            lost("reply xid " + header.xid() + " is not the next that is expected");
            return;
        }
        pending.complete(header, in);
    }

    private void lost(String reason) {
        if (connection != null) {
            connection.lost(reason);
        }
    }

    @Override
    public void connectionLost(String reason) {
        boolean wasServing = serving;
        host.journal().record("zk-connection-lost", "server=" + spec.servers().get(server) + " reason=" + reason);
        connection = null;
        serving = false;
        server = (server + 1) % spec.servers().size();
        if (!wasServing) {
            failedAttempts++;
        }
        host.timers().schedule(pause(), this::attempt);
        if (wasServing && !closing) {
            listener.disconnected();
        }
        failAll(ZkErrorCode.CONNECTION_LOSS);
    }

    /** None while there is a server that was not tried yet; then the backoff, spread so that clients do not march in step. */
    private Duration pause() {
        if (failedAttempts == 0 || failedAttempts % spec.servers().size() != 0) {
            return Duration.ZERO;
        }
        long nanos = spec.retryBackoff().toNanos();
        return Duration.ofNanos(nanos / 2 + host.random("zookeeper-client").nextLong(nanos + 1));
    }

    private void finish(ZkErrorCode error) {
        finished = true;
        serving = false;
        if (connection != null) {
            connection.close();
            connection = null;
        }
        failAll(error);
    }

    private void failAll(ZkErrorCode error) {
        Deque<PendingRequest<?>> failed = new ArrayDeque<>(sent);
        failed.addAll(waiting);
        sent.clear();
        waiting.clear();
        failed.forEach(pending -> pending.fail(error));
    }
}

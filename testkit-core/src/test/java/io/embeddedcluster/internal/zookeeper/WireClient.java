package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.CheckRequest;
import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import io.embeddedcluster.internal.zookeeper.wire.ConnectResponse;
import io.embeddedcluster.internal.zookeeper.wire.CreateMode;
import io.embeddedcluster.internal.zookeeper.wire.CreateRequest;
import io.embeddedcluster.internal.zookeeper.wire.DeleteRequest;
import io.embeddedcluster.internal.zookeeper.wire.EmptyRequest;
import io.embeddedcluster.internal.zookeeper.wire.FrameDecoder;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.MultiRequest;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.PathRequest;
import io.embeddedcluster.internal.zookeeper.wire.PathWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.ReplyHeader;
import io.embeddedcluster.internal.zookeeper.wire.RequestHeader;
import io.embeddedcluster.internal.zookeeper.wire.SetDataRequest;
import io.embeddedcluster.internal.zookeeper.wire.SetWatchesRequest;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A client that speaks the protocol itself, as the Java client does: requests of all kinds at random, several at a time;
 * one-shot watches, which it brings along to the next server; and now and then what only a test does: it leaves a server
 * without a word and goes on to write through both, or ends its own session from a second connection.
 */
final class WireClient {

    /** Registers, which any client creates, changes and deletes. */
    static final List<String> REGISTERS = List.of("/k/0", "/k/1", "/k/2", "/k/3");

    /** Sequential znodes are created here, and deleted again. */
    static final String QUEUE = "/q";

    private static final int MAX_OUTSTANDING = 20;
    private static final int MAX_QUEUED = 12;

    private final Host host;
    private final List<NodeName> servers;
    private final QuorumTruth truth;
    private final Board board;
    private final Duration timeout;
    private final RandomGenerator random;
    private SessionHistory history;
    private byte[] password = new byte[ConnectRequest.PASSWORD_BYTES];
    private Connection connection;
    private int server;
    private int nextXid = 1;
    private int knownVersion;
    private List<String> queued = List.of();
    private boolean quiet;

    WireClient(Host host, List<NodeName> servers, QuorumTruth truth, Board board, Duration timeout) {
        this.host = host;
        this.servers = servers;
        this.truth = truth;
        this.board = board;
        this.timeout = timeout;
        this.random = host.random("workload");
        this.server = random.nextInt(servers.size());
        begin();
        work();
    }

    private void begin() {
        history = new SessionHistory(truth, host.name().value());
        password = new byte[ConnectRequest.PASSWORD_BYTES];
        connect();
    }

    private void connect() {
        connection = new Connection(servers.get(server));
    }

    void quiet() {
        quiet = true;
    }

    boolean isConnected() {
        return connection.serving;
    }

    // ---- what it does

    private void work() {
        if (!quiet && connection.serving) {
            for (int i = random.nextInt(4); i > 0 && connection.sent.size() < MAX_OUTSTANDING; i--) {
                request();
            }
        }
        host.timers().schedule(Duration.ofMillis(random.nextInt(1, 40)), this::work);
    }

    private void request() {
        String path = register();
        switch (random.nextInt(12)) {
            case 0 -> write(create(path, CreateMode.PERSISTENT));
            case 1 -> write(create(path, CreateMode.EPHEMERAL));
            case 2 -> write(setData(path, random.nextBoolean() ? -1 : knownVersion));
            case 3 -> write(new DeleteRequest(path, random.nextBoolean() ? -1 : knownVersion));
            case 4 -> write(multi(path));
            case 5 -> queue();
            case 6 -> read(OpCode.GET_DATA, path);
            case 7 -> read(OpCode.EXISTS, path);
            case 8 -> read(OpCode.GET_CHILDREN2, random.nextBoolean() ? "/k" : QUEUE);
            case 9 -> read(random.nextBoolean() ? OpCode.GET_DATA : OpCode.EXISTS, "/k");
            default -> syncedRead(path);
        }
    }

    private String register() {
        return REGISTERS.get(random.nextInt(REGISTERS.size()));
    }

    private CreateRequest create(String path, CreateMode mode) {
        OpCode op = random.nextBoolean() ? OpCode.CREATE : OpCode.CREATE2;
        return new CreateRequest(op, path, data(), Acl.OPEN, mode.flags(), -1);
    }

    private SetDataRequest setData(String path, int version) {
        return new SetDataRequest(path, data(), version);
    }

    private byte[] data() {
        return board.nextValue().getBytes(StandardCharsets.UTF_8);
    }

    /** Sometimes all of it can be done, and sometimes a later part cannot. */
    private MultiRequest multi(String path) {
        List<ZkRequest> parts = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            String other = random.nextBoolean() ? path : register();
            switch (random.nextInt(6)) {
                case 0 -> parts.add(new CheckRequest(other, random.nextBoolean() ? -1 : knownVersion));
                case 1 -> parts.add(create(other, CreateMode.PERSISTENT));
                case 2 -> parts.add(create(QUEUE + "/m-", CreateMode.EPHEMERAL_SEQUENTIAL));
                case 3 -> parts.add(new DeleteRequest(other, -1));
                default -> parts.add(setData(other, -1));
            }
        }
        board.multis++;
        return new MultiRequest(OpCode.MULTI, parts);
    }

    private void queue() {
        if (queued.size() > MAX_QUEUED || (!queued.isEmpty() && random.nextBoolean())) {
            write(new DeleteRequest(QUEUE + "/" + queued.get(random.nextInt(queued.size())), -1));
        } else {
            CreateMode mode = random.nextBoolean() ? CreateMode.PERSISTENT_SEQUENTIAL : CreateMode.EPHEMERAL_SEQUENTIAL;
            write(create(QUEUE + "/n-", mode));
        }
    }

    private void write(ZkRequest request) {
        long before = board.acknowledged;
        connection.ask(request, (header, body) -> {
            history.wrote(request, before, header.zxid(), header.err(), body);
            board.acknowledge(header.zxid());
            board.writes++;
            board.refusals += header.err() == 0 ? 0 : 1;
        });
    }

    private void read(OpCode op, String path) {
        PathWatchRequest request = new PathWatchRequest(op, path, random.nextBoolean());
        connection.ask(request, (header, body) -> read(request, header, body));
    }

    private void read(PathWatchRequest request, ReplyHeader header, ByteBuffer body) {
        history.read(request, header.zxid(), header.err(), body);
        board.reads++;
        Picture picture = truth.at(request.path(), header.zxid());
        if (picture != null) {
            knownVersion = picture.stat().version();
            queued = request.path().equals(QUEUE) ? picture.children() : queued;
        }
    }

    private void syncedRead(String path) {
        long before = board.acknowledged;
        connection.ask(new PathRequest(OpCode.SYNC, path), (header, body) -> history.reply(header.zxid()));
        PathWatchRequest request = new PathWatchRequest(OpCode.GET_DATA, path, false);
        connection.ask(request, (header, body) -> {
            history.fresh(before, header.zxid());
            read(request, header, body);
            board.syncedReads++;
        });
    }

    /** Ends the session and begins another. */
    void closeSession() {
        if (connection.serving) {
            EmptyRequest request = new EmptyRequest(OpCode.CLOSE_SESSION);
            long before = board.acknowledged;
            connection.ask(request, (header, body) -> {
                history.wrote(request, before, header.zxid(), header.err(), body);
                board.closed++;
                connection.end();
                begin();
            });
        }
    }

    /** Ends the session through a second connection, as tests of applications do to see it expire. */
    void expireSession() {
        if (connection.serving) {
            Connection second = new Connection(servers.get(random.nextInt(servers.size())));
            second.endsSession = true;
            host.timers().schedule(timeout, second::end);
        }
    }

    /** Goes to another server without a word to this one, and goes on to send there for a while. */
    void move() {
        if (connection.serving) {
            Connection left = connection;
            lateWrite(left);
            server = (server + 1 + random.nextInt(servers.size() - 1)) % servers.size();
            connect();
            connection.left = left;
            host.timers().schedule(timeout.dividedBy(2), left::end);
        }
    }

    private void lateWrite(Connection left) {
        left.ask(setData(register(), -1), (header, body) -> {});
    }

    /** Is given an answer. */
    private interface Answer {
        void accept(ReplyHeader header, ByteBuffer body);
    }

    private record Pending(int xid, Answer answer) {}

    /** One connection; what comes through one that the client has left is not its own any more. */
    private final class Connection implements StreamHandler {

        private final NodeName target;
        private final FrameDecoder decoder = new FrameDecoder(FrameDecoder.DEFAULT_LIMIT_BYTES);
        private final Deque<Pending> sent = new ArrayDeque<>();
        private final Stream stream;
        private Connection left;
        private boolean endsSession;
        private boolean serving;
        private boolean over;
        private long heardNanos = host.clock().nanos();
        private long sentNanos = heardNanos;

        Connection(NodeName target) {
            this.target = target;
            this.stream = host.network().connect(target, this);
            host.timers().schedule(timeout.dividedBy(12), this::watchSilence);
        }

        private boolean isCurrent() {
            return connection == this && !over;
        }

        @Override
        public void onOpen() {
            JuteWriter out = new JuteWriter();
            new ConnectRequest(
                            0,
                            history.lastZxid(),
                            Math.toIntExact(timeout.toMillis()),
                            history.session(),
                            password,
                            false)
                    .write(out);
            stream.send(out.toFrame());
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            heardNanos = host.clock().nanos();
            decoder.add(bytes);
            for (ByteBuffer frame = decoder.next(); frame != null && !over; frame = decoder.next()) {
                if (isCurrent()) {
                    handle(new JuteReader(frame));
                } else if (endsSession && !serving) {
                    serving = true;
                    send(nextXid++, new EmptyRequest(OpCode.CLOSE_SESSION));
                }
            }
        }

        private void handle(JuteReader in) {
            if (!serving) {
                handshake(ConnectResponse.read(in));
                return;
            }
            ReplyHeader header = ReplyHeader.read(in);
            switch (header.xid()) {
                case ReplyHeader.PING_XID -> {}
                case ReplyHeader.NOTIFICATION_XID -> {
                    history.event(WatchEvent.read(in, header.zxid()));
                    board.events++;
                    board.replays += header.zxid() < 0 ? 1 : 0;
                }
                case ReplyHeader.SET_WATCHES_XID -> history.rearmed(header.zxid());
                default -> {
                    Pending next = sent.poll();
                    if (next == null || next.xid() != header.xid()) {
                        throw new AssertionError(host.name() + ": answers out of order, " + header + " before " + next);
                    }
                    next.answer().accept(header, in.rest());
                }
            }
        }

        private void handshake(ConnectResponse response) {
            if (response.sessionId() == 0) {
                history.expired();
                board.expired++;
                end();
                begin();
                return;
            }
            boolean isNew = history.session() == 0;
            history.connected(response.sessionId());
            password = response.password();
            serving = true;
            SetWatchesRequest watches = history.rearm();
            if (watches != null) {
                send(ReplyHeader.SET_WATCHES_XID, watches);
            }
            if (isNew) {
                write(create("/k", CreateMode.PERSISTENT));
                write(create(QUEUE, CreateMode.PERSISTENT));
            }
            if (left != null) {
                board.moves++;
                lateWrite(left);
                left = null;
            }
        }

        private void ask(ZkRequest request, Answer answer) {
            Pending pending = new Pending(nextXid++, answer);
            sent.add(pending);
            send(pending.xid(), request);
        }

        private void send(int xid, ZkRequest request) {
            JuteWriter out = new JuteWriter();
            new RequestHeader(xid, request.op().code()).write(out);
            request.write(out);
            sentNanos = host.clock().nanos();
            stream.send(out.toFrame());
        }

        /** As the Java client: pings when it has nothing to say, and a server that is silent for long is lost. */
        private void watchSilence() {
            if (!isCurrent()) {
                return;
            }
            long now = host.clock().nanos();
            long limit = serving ? timeout.toNanos() / 3 * 2 : timeout.toNanos() / 3;
            if (now - heardNanos > limit) {
                lost();
                return;
            }
            if (serving && now - sentNanos > timeout.toNanos() / 3) {
                send(ReplyHeader.PING_XID, new EmptyRequest(OpCode.PING));
            }
            host.timers().schedule(timeout.dividedBy(12), this::watchSilence);
        }

        @Override
        public void onClosed(String reason) {
            lost();
        }

        private void lost() {
            if (isCurrent()) {
                board.lost += sent.size();
                server = (server + 1) % servers.size();
                host.timers().schedule(Duration.ofMillis(random.nextInt(20)), () -> {
                    if (connection == this) {
                        connect();
                    }
                });
            }
            end();
        }

        private void end() {
            over = true;
            serving = false;
            sent.clear();
            stream.close();
        }

        @Override
        public String toString() {
            return target + (serving ? " serving" : " not serving");
        }
    }

    @Override
    public String toString() {
        return host.name() + " at " + connection;
    }
}

package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import io.embeddedcluster.internal.zookeeper.SessionHistory.Asked;
import io.embeddedcluster.internal.zookeeper.watch.WatchType;
import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.AddWatchMode;
import io.embeddedcluster.internal.zookeeper.wire.AddWatchRequest;
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
import io.embeddedcluster.internal.zookeeper.wire.SetAclRequest;
import io.embeddedcluster.internal.zookeeper.wire.SetDataRequest;
import io.embeddedcluster.internal.zookeeper.wire.SetWatchesRequest;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import io.embeddedcluster.internal.zookeeper.wire.WatchTypeRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A client that speaks the protocol itself, as the Java client does: requests of all kinds at random, several at a time;
 * watches of each kind, which it brings along to the next server; and now and then what only a test does: it leaves a server
 * without a word and goes on to write through both, or ends its own session from a second connection.
 */
final class WireClient {

    /** Registers, which any client creates, changes and deletes. */
    static final List<String> REGISTERS = List.of("/k/0", "/k/1", "/k/2", "/k/3");

    /** Sequential znodes are created here, and deleted again. */
    static final String QUEUE = "/q";

    static final String CONTAINERS = "/c";
    static final String TTLS = "/t";
    private static final String CONFIG = "/zookeeper/config";
    static final String QUOTA = "/zookeeper/quota" + QUEUE;
    static final String LIMITS = QUOTA + "/zookeeper_limits";
    static final String STATS = QUOTA + "/zookeeper_stats";
    static final List<String> DIRECTORIES = List.of("/k", QUEUE, CONTAINERS, TTLS);

    /** Everything is allowed to everybody, but to change the data. */
    private static final List<Acl> UNWRITABLE = List.of(new Acl(29, "world", "anyone"));

    private static final int MAX_OUTSTANDING = 20;
    private static final int MAX_QUEUED = 12;

    private final Host host;
    private final List<NodeName> servers;
    private final QuorumTruth truth;
    private final Board board;
    private final Duration timeout;
    private final RandomGenerator random;
    private final @Nullable SimulatedOperator operator;
    private SessionHistory history;
    private byte[] password = new byte[ConnectRequest.PASSWORD_BYTES];
    private Connection connection;
    private int server;
    private int nextXid = 1;
    private int knownVersion;
    private final Map<String, List<String>> children = new TreeMap<>();
    private boolean quiet;

    /**
     * Begins to work.
     *
     * @param operator gives the ensemble other members, where this client may; null where it may not
     */
    WireClient(
            Host host,
            List<NodeName> servers,
            QuorumTruth truth,
            Board board,
            Duration timeout,
            @Nullable SimulatedOperator operator) {
        this.operator = operator;
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
        switch (random.nextInt(20)) {
            case 0 -> write(create(path, CreateMode.PERSISTENT));
            case 1 -> write(create(path, CreateMode.EPHEMERAL));
            case 2 -> write(setData(path, random.nextBoolean() ? -1 : knownVersion));
            case 3 -> write(new DeleteRequest(path, random.nextBoolean() ? -1 : knownVersion));
            case 4 -> write(multi(path));
            case 5 -> queue();
            case 6 -> shortLived();
            case 7 -> seldom(path);
            case 8 -> read(new PathWatchRequest(OpCode.GET_DATA, path, random.nextBoolean()));
            case 9 -> read(new PathWatchRequest(OpCode.EXISTS, path, random.nextBoolean()));
            case 10, 11 -> list();
            case 12 -> readWhole(path);
            case 13 -> watches(path);
            default -> syncedRead(path);
        }
    }

    private String register() {
        return any(REGISTERS);
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private CreateRequest create(String path, CreateMode mode) {
        OpCode op = random.nextBoolean() ? OpCode.CREATE : OpCode.CREATE2;
        return new CreateRequest(op, path, data(), Acl.OPEN, mode.flags(), -1);
    }

    private SetDataRequest setData(String path, int version) {
        return new SetDataRequest(path, data(), version);
    }

    private byte[] data() {
        return bytes(board.nextValue());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
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
        List<String> queued = known(QUEUE);
        if (queued.size() > MAX_QUEUED || (!queued.isEmpty() && random.nextBoolean())) {
            write(new DeleteRequest(QUEUE + "/" + any(queued), -1));
        } else {
            CreateMode mode = random.nextBoolean() ? CreateMode.PERSISTENT_SEQUENTIAL : CreateMode.EPHEMERAL_SEQUENTIAL;
            write(create(QUEUE + "/n-", mode));
        }
    }

    /** {@return the children that a znode had when somebody of this client looked last} */
    private List<String> known(String path) {
        return children.getOrDefault(path, List.of());
    }

    /** What goes by itself: containers, which get and lose a child, and TTL nodes. */
    private void shortLived() {
        List<String> containers = known(CONTAINERS);
        if (random.nextInt(3) == 0) {
            CreateMode mode = CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL;
            long ttl = random.nextLong(20, 1_500);
            write(new CreateRequest(OpCode.CREATE_TTL, TTLS + "/n-", data(), Acl.OPEN, mode.flags(), ttl));
        } else if (containers.isEmpty() || random.nextInt(3) == 0) {
            String path = CONTAINERS + "/" + board.nextValue();
            int flags = CreateMode.CONTAINER.flags();
            write(new CreateRequest(OpCode.CREATE_CONTAINER, path, data(), Acl.OPEN, flags, -1));
        } else {
            String child = CONTAINERS + "/" + any(containers) + "/child";
            write(random.nextBoolean() ? create(child, CreateMode.EPHEMERAL) : new DeleteRequest(child, -1));
        }
    }

    /** What changes the rules for the others: ACLs, quotas, and, where the client may, the members of the ensemble. */
    private void seldom(String path) {
        if (operator != null && random.nextInt(4) == 0) {
            write(operator.next());
        } else if (random.nextInt(4) == 0) {
            String limits = "countHardLimit=" + random.nextInt(4, 30) + ",byteHardLimit=" + random.nextInt(50, 500);
            write(new SetDataRequest(LIMITS, bytes(limits), -1));
        } else {
            write(new SetAclRequest(path, random.nextBoolean() ? Acl.OPEN : UNWRITABLE, random.nextInt(3) - 1));
        }
    }

    private void write(ZkRequest request) {
        connection.ask(request, header -> {
            board.acknowledge(header.zxid());
            board.writes++;
            board.refusals += header.err() == 0 ? 0 : 1;
            board.reconfigurations += request.op() == OpCode.RECONFIG && header.err() == 0 ? 1 : 0;
            board.unauthorized += header.err() == ZkErrorCode.NO_AUTH.code() ? 1 : 0;
            board.overQuota += header.err() == ZkErrorCode.QUOTA_EXCEEDED.code() ? 1 : 0;
        });
    }

    private void read(ZkRequest request) {
        connection.ask(request, header -> {
            board.reads++;
            if (request instanceof PathWatchRequest read) {
                Picture picture = truth.at(read.path(), header.zxid());
                knownVersion = picture == null ? knownVersion : picture.stat().version();
                children.put(read.path(), picture == null ? List.of() : picture.children());
            }
        });
    }

    private void list() {
        OpCode op = random.nextBoolean() ? OpCode.GET_CHILDREN : OpCode.GET_CHILDREN2;
        read(new PathWatchRequest(op, any(DIRECTORIES), random.nextBoolean()));
    }

    /** Reads that are of more than one znode, or of what lies beside its data. */
    private void readWhole(String path) {
        switch (random.nextInt(5)) {
            case 0 -> read(new PathRequest(OpCode.GET_ACL, path));
            case 1 -> read(new PathRequest(OpCode.GET_EPHEMERALS, random.nextBoolean() ? "/" : QUEUE));
            case 2 -> read(new PathRequest(OpCode.GET_ALL_CHILDREN_NUMBER, random.nextBoolean() ? "/" : QUEUE));
            case 3 -> read(new PathWatchRequest(OpCode.GET_DATA, CONFIG, random.nextBoolean()));
            default ->
                read(new MultiRequest(
                        OpCode.MULTI_READ,
                        List.of(
                                new PathWatchRequest(OpCode.GET_DATA, path, false),
                                new PathWatchRequest(OpCode.GET_CHILDREN, any(DIRECTORIES), false),
                                new PathWatchRequest(OpCode.GET_DATA, register(), false))));
        }
    }

    /** Watches that stay come seldom, or there would be few events that only a one-shot watch hears. */
    private void watches(String path) {
        String where = random.nextBoolean() ? path : any(DIRECTORIES);
        if (random.nextInt(3) == 0) {
            watchForLong(where);
        } else {
            askForWatch(where);
        }
    }

    private void watchForLong(String where) {
        connection.ask(
                new AddWatchRequest(where, any(List.of(AddWatchMode.values())).code()), header -> {});
        board.longWatches++;
    }

    private void askForWatch(String where) {
        OpCode op = random.nextBoolean() ? OpCode.CHECK_WATCHES : OpCode.REMOVE_WATCHES;
        int type = any(List.of(WatchType.values())).code();
        connection.ask(new WatchTypeRequest(op, where, type), header -> {
            board.foundWatches += header.err() == 0 ? 1 : 0;
        });
    }

    private void syncedRead(String path) {
        connection.ask(new PathRequest(OpCode.SYNC, path), header -> {});
        read(new PathWatchRequest(OpCode.GET_DATA, path, false));
        board.syncedReads++;
    }

    /** Asks that every server be a member again; where that cannot be now, somebody asks again. */
    void bringAllBack() {
        if (connection.serving) {
            write(operator.all());
        }
    }

    /** Ends the session and begins another. */
    void closeSession() {
        if (connection.serving) {
            connection.ask(new EmptyRequest(OpCode.CLOSE_SESSION), header -> {
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
        left.ask(setData(register(), -1), header -> {});
    }

    private record Pending(int xid, Asked asked, Consumer<ReplyHeader> then) {}

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
            if (isCurrent()) {
                history.connecting(history.lastZxid());
            }
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
                case ReplyHeader.PING_XID, ReplyHeader.AUTH_XID -> {}
                case ReplyHeader.NOTIFICATION_XID -> {
                    history.event(WatchEvent.read(in, header.zxid()));
                    board.events++;
                    board.replays += header.zxid() < 0 ? 1 : 0;
                }
                default -> {
                    Pending next = sent.poll();
                    if (next == null || next.xid() != header.xid()) {
                        throw new AssertionError(host.name() + ": answers out of order, " + header + " before " + next);
                    }
                    history.answered(next.asked(), header, in.rest());
                    next.then().accept(header);
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
            if (operator != null) {
                send(ReplyHeader.AUTH_XID, operator.proof());
            }
            if (watches != null) {
                history.rearming();
                ask(ReplyHeader.SET_WATCHES_XID, watches, header -> {});
            }
            if (isNew) {
                DIRECTORIES.forEach(path -> write(create(path, CreateMode.PERSISTENT)));
                // The counts come last, since they begin with what is there by then.
                for (String path : List.of(QUOTA, LIMITS, STATS)) {
                    write(new CreateRequest(OpCode.CREATE, path, bytes("count=-1,bytes=-1"), Acl.OPEN, 0, -1));
                }
            }
            if (left != null) {
                board.moves++;
                lateWrite(left);
                left = null;
            }
        }

        private void ask(ZkRequest request, Consumer<ReplyHeader> then) {
            ask(nextXid++, request, then);
        }

        private void ask(int xid, ZkRequest request, Consumer<ReplyHeader> then) {
            sent.add(new Pending(xid, new Asked(request, board.acknowledged), then));
            send(xid, request);
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

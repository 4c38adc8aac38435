package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.zookeeper.client.Op;
import io.embeddedcluster.internal.zookeeper.client.ZkClient;
import io.embeddedcluster.internal.zookeeper.client.ZkClientSpec;
import io.embeddedcluster.internal.zookeeper.client.ZkResult;
import io.embeddedcluster.internal.zookeeper.client.ZkSessionListener;
import io.embeddedcluster.internal.zookeeper.replicated.Command;
import io.embeddedcluster.internal.zookeeper.wire.AddWatchMode;
import io.embeddedcluster.internal.zookeeper.wire.CreateMode;
import io.embeddedcluster.internal.zookeeper.wire.MultiResult;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The client that brokers use, which reads and writes at random, several requests at a time, watches recursively, and
 * checks what it is told against the truth.
 */
final class SimulatedClient implements ZkSessionListener {

    private final Host host;
    private final List<NodeName> servers;
    private final List<String> paths;
    private final QuorumTruth truth;
    private final Board board;
    private final RandomGenerator random;
    private final Duration timeout;
    private ZkClient client;
    private long session;
    private long lastZxid;
    private long watchedFrom = Long.MAX_VALUE;
    private final List<WatchEvent> eventsSeen = new ArrayList<>();
    private boolean quiet;

    SimulatedClient(
            Host host, List<NodeName> servers, List<String> paths, QuorumTruth truth, Board board, Duration timeout) {
        this.host = host;
        this.servers = servers;
        this.paths = paths;
        this.truth = truth;
        this.board = board;
        this.timeout = timeout;
        this.random = host.random("workload");
        begin();
        work();
    }

    private void begin() {
        session = 0;
        lastZxid = 0;
        client = new ZkClient(ZkClientSpec.ofNodes(servers, timeout), host, this);
        client.start();
    }

    void quiet() {
        quiet = true;
    }

    boolean isConnected() {
        return client.isConnected();
    }

    // ---- what it does

    private void work() {
        if (!quiet) {
            for (int i = random.nextInt(4); i > 0; i--) {
                request();
            }
        }
        host.timers().schedule(Duration.ofMillis(random.nextInt(1, 40)), this::work);
    }

    private void request() {
        String path = paths.get(random.nextInt(paths.size()));
        String value = board.nextValue();
        byte[] data = value.getBytes(StandardCharsets.UTF_8);
        switch (random.nextInt(8)) {
            case 0 -> client.create(path, data, CreateMode.PERSISTENT, write(path, value));
            case 1 -> client.create(path, data, CreateMode.EPHEMERAL, write(path, value));
            case 2 -> client.setData(path, data, random.nextBoolean() ? -1 : random.nextInt(3), write(path, value));
            case 3 -> client.delete(path, -1, write(path, null));
            case 4 -> multi(path, value, data);
            case 5 -> read(path);
            case 6 -> client.exists(path, result -> reply(result.error(), result.zxid(), false, path, null));
            default -> syncedRead(path);
        }
    }

    private void multi(String path, String value, byte[] data) {
        String other = paths.get((paths.indexOf(path) + 1) % paths.size());
        Consumer<ZkResult<List<MultiResult>>> first = write(path, value);
        client.multi(List.of(Op.setData(path, data, -1), Op.setData(other, data, -1)), result -> {
            first.accept(result);
            if (result.isOk()) {
                check(value.equals(text(other, result.zxid())), "half of a multi: " + other);
            }
        });
    }

    private <T> Consumer<ZkResult<T>> write(String path, String value) {
        long before = board.acknowledged;
        ZkClient asked = client;
        return result -> {
            if (asked != client || result.zxid() < 0) {
                return;
            }
            reply(result.error(), result.zxid(), true, path, null);
            Command done = truth.command(result.zxid());
            check(done != null && done.session() == session, "answer to another's write: " + done);
            check(
                    truth.result(result.zxid()).error() == result.error(),
                    "answer " + result.error() + " to a write, but " + truth.result(result.zxid()));
            check(
                    result.zxid() > before,
                    "acknowledged write 0x" + Long.toHexString(result.zxid()) + " is before 0x"
                            + Long.toHexString(before) + ", which was acknowledged before it was asked for");
            if (result.isOk()) {
                check(Objects.equals(text(path, result.zxid()), value), path + " does not hold what was acknowledged");
            }
            truth.acknowledged(result.zxid());
            board.acknowledge(result.zxid());
            board.writes++;
        };
    }

    private void read(String path) {
        ZkClient asked = client;
        client.getData(path, result -> {
            if (asked == client) {
                reply(
                        result.error(),
                        result.zxid(),
                        false,
                        path,
                        result.isOk() ? result.value().text() : null);
            }
        });
    }

    private void syncedRead(String path) {
        long before = board.acknowledged;
        ZkClient asked = client;
        client.sync(path, result -> {});
        client.getData(path, result -> {
            if (asked == client && result.zxid() >= 0) {
                check(
                        result.zxid() >= before,
                        "read after sync at 0x" + Long.toHexString(result.zxid()) + " misses 0x"
                                + Long.toHexString(before));
            }
        });
    }

    private void reply(ZkErrorCode error, long zxid, boolean isWrite, String path, String text) {
        if (zxid < 0) {
            board.lost++;
            return;
        }
        check(
                zxid >= lastZxid,
                "zxid goes back from 0x" + Long.toHexString(lastZxid) + " to 0x" + Long.toHexString(zxid));
        lastZxid = zxid;
        if (watchedFrom <= zxid) {
            List<WatchEvent> expected = truth.eventsBelow("/k", watchedFrom, zxid);
            check(
                    eventsSeen.equals(expected),
                    "watch event after the answer of 0x" + Long.toHexString(zxid) + ", which shows it, or never: told "
                            + eventsSeen + ", not " + expected);
            watchedFrom = zxid;
            eventsSeen.clear();
        }
        if (!isWrite) {
            board.reads++;
            String value = text(path, zxid);
            boolean absent = value == null;
            check(
                    absent == (error == ZkErrorCode.NO_NODE),
                    path + " is " + value + " but the read ended with " + error);
            check(text == null || text.equals(value), path + " is " + value + " but was read as " + text);
        }
    }

    private String text(String path, long zxid) {
        Picture picture = truth.at(path, zxid);
        return picture == null ? null : picture.text();
    }

    private void check(boolean holds, String message) {
        if (!holds) {
            throw new AssertionError(host.name() + " session 0x" + Long.toHexString(session) + ": " + message);
        }
    }

    // ---- what it is told

    @Override
    public void connected(long id, boolean resumed) {
        check(resumed == (session != 0) && (session == 0 || session == id), "another session without a word");
        session = id;
        ZkClient asked = client;
        watchedFrom = Long.MAX_VALUE;
        client.create("/k", new byte[0], CreateMode.PERSISTENT, result -> {});
        client.addWatch("/k", AddWatchMode.PERSISTENT_RECURSIVE, result -> {
            if (asked == client && result.isOk()) {
                watchedFrom = result.zxid();
                lastZxid = Math.max(lastZxid, watchedFrom);
                eventsSeen.clear();
            }
        });
    }

    @Override
    public void disconnected() {
        watchedFrom = Long.MAX_VALUE;
    }

    @Override
    public void expired() {
        check(truth.isClosed(session), "told that its session is over, which it is not");
        board.expired++;
        watchedFrom = Long.MAX_VALUE;
        begin();
    }

    @Override
    public void watchEvent(WatchEvent event) {
        if (watchedFrom != Long.MAX_VALUE) {
            check(
                    event.zxid() > lastZxid,
                    "watch event after the answer of 0x" + Long.toHexString(lastZxid) + ", which shows it: " + event);
            eventsSeen.add(event);
            board.events++;
        }
    }
}

package io.embeddedcluster.internal.zookeeper;

import static io.embeddedcluster.internal.zookeeper.QuorumTruth.hex;

import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.replicated.Command;
import io.embeddedcluster.internal.zookeeper.wire.AddWatchMode;
import io.embeddedcluster.internal.zookeeper.wire.AddWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.EmptyRequest;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.PathWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.ReconfigRequest;
import io.embeddedcluster.internal.zookeeper.wire.ReplyHeader;
import io.embeddedcluster.internal.zookeeper.wire.SetWatchesRequest;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import io.embeddedcluster.internal.zookeeper.wire.WatchTypeRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one session of one client was told, held against the truth: zxids never go back, a read is of the moment that its
 * zxid names, a write is the one that was asked for and comes after all that was acknowledged before, a one-shot watch fires
 * once, at the first change after it was set, a persistent one at each, all in order, and before any answer that shows the
 * change.
 *
 * <p>Does not care whether the client and the servers are simulated or live, nor whether it is told as things happen or
 * afterwards.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperProgrammers.html#ch_zkGuarantees Consistency Guarantees
 */
final class SessionHistory {

    private final QuorumTruth truth;
    private final String client;

    /** What the server that serves the session has to know. */
    private final WatchSet served = new WatchSet();

    /** What the client believes to have, which it brings along to the next server. */
    private final WatchSet believed = new WatchSet();

    private final Deque<WatchEvent> due = new ArrayDeque<>();
    private final List<WatchEvent> replayed = new ArrayList<>();
    private boolean rearming;
    private long session;
    private long lastZxid;
    private long watchedTo;
    private long freshFrom;

    SessionHistory(QuorumTruth truth, String client) {
        this.truth = truth;
        this.client = client;
    }

    /**
     * A request, and what anybody had been told when it was sent.
     *
     * @param acknowledgedBefore the greatest zxid of a write that was acknowledged to anybody by then
     */
    record Asked(ZkRequest request, long acknowledgedBefore) {}

    long session() {
        return session;
    }

    long lastZxid() {
        return lastZxid;
    }

    /** The client asks a server to serve the session, and says up to where it was told; answers may have been lost. */
    void connecting(long lastZxidSeen) {
        check(lastZxidSeen <= lastZxid, () -> "has seen " + hex(lastZxidSeen) + " after " + hex(lastZxid));
        lastZxid = lastZxidSeen;
        rearming = false;
        replayed.clear();
    }

    /** A server serves the session. */
    void connected(long id) {
        check(session == 0 || session == id, () -> "session is replaced by " + hex(id) + " without a word");
        session = id;
        // What was told by events alone may be ahead of the next server; only answers bind it.
        watchedTo = lastZxid;
        freshFrom = 0;
        served.clear();
        due.clear();
    }

    /** A server said that the session is over. */
    void expired() {
        check(session != 0 && truth.isClosed(session), () -> "told that its session is over, which it is not");
    }

    // ---- answers

    /** The answer to any request but pings and authentication, which stand aside. */
    void answered(Asked asked, ReplyHeader header, ByteBuffer body) {
        ZkRequest request = asked.request();
        switch (request.op()) {
            case EXISTS, GET_DATA, GET_CHILDREN, GET_CHILDREN2 -> read((PathWatchRequest) request, header, body);
            case GET_ACL, GET_EPHEMERALS, GET_ALL_CHILDREN_NUMBER, MULTI_READ -> read(request, header, body);
            case SYNC -> synced(asked.acknowledgedBefore(), header);
            case ADD_WATCH -> watchAdded((AddWatchRequest) request, header);
            case CHECK_WATCHES, REMOVE_WATCHES -> watchesLookedFor((WatchTypeRequest) request, header);
            case SET_WATCHES, SET_WATCHES2 -> rearmed((SetWatchesRequest) request, header);
            case WHO_AM_I -> reply(header.zxid());
            default -> wrote(asked, header, body);
        }
    }

    /** Any answer. */
    void reply(long zxid) {
        check(zxid >= lastZxid, () -> "zxid goes back from " + hex(lastZxid) + " to " + hex(zxid));
        lastZxid = zxid;
        if (served.isEmpty()) {
            watchedTo = Math.max(watchedTo, zxid);
        }
        for (Long next = truth.after(watchedTo); next != null && next <= zxid; next = truth.after(watchedTo)) {
            watch(next);
        }
        WatchEvent late = due.peek();
        check(
                late == null || late.zxid() > zxid,
                () -> "watch event after the answer of " + hex(zxid) + ", which shows it, or never: " + late);
    }

    private void watch(long zxid) {
        watchedTo = zxid;
        for (WatchEvent event : truth.eventsOf(zxid)) {
            if (served.fire(event)) {
                due.add(event);
            }
        }
    }

    private void wrote(Asked asked, ReplyHeader header, ByteBuffer body) {
        ZkRequest request = asked.request();
        long zxid = header.zxid();
        Command done = truth.command(zxid);
        check(
                done != null && done.session() == session && isRequest(done, request),
                () -> "answer to a write that is not committed: " + request.op() + " is answered with " + hex(zxid)
                        + ", which is " + done);
        check(
                zxid > asked.acknowledgedBefore(),
                () -> "write " + hex(zxid) + " is before " + hex(asked.acknowledgedBefore())
                        + ", which was acknowledged before it was asked for");
        WriteResult result = truth.result(zxid);
        JuteWriter expected = new JuteWriter();
        if (result.headerError().isOk()) {
            result.writeBody(expected);
        }
        check(
                header.err() == result.headerError().code() && body.equals(expected.toBuffer()),
                () -> "write " + hex(zxid) + " was answered with error " + header.err() + " and " + body.remaining()
                        + " bytes, but came to " + result);
        truth.acknowledged(zxid);
        reply(zxid);
    }

    private static boolean isRequest(Command done, ZkRequest request) {
        if (request instanceof EmptyRequest) {
            return done instanceof Command.CloseSession;
        }
        if (request instanceof ReconfigRequest) {
            // What cannot be done now is in the log as a refusal.
            return done instanceof Command.Refuse
                    || (done instanceof Command.Reconfigure reconfigure
                            && bytes(reconfigure.request()).equals(bytes(request)));
        }
        return done instanceof Command.Write write
                && write.request().op() == request.op()
                && bytes(write.request()).equals(bytes(request));
    }

    private static ByteBuffer bytes(ZkRequest request) {
        JuteWriter out = new JuteWriter();
        request.write(out);
        return out.toBuffer();
    }

    private void read(PathWatchRequest request, ReplyHeader header, ByteBuffer body) {
        read((ZkRequest) request, header, body);
        boolean exists = header.err() == 0;
        if (request.watch() && (exists || request.op() == OpCode.EXISTS)) {
            boolean isOnChildren = request.op() == OpCode.GET_CHILDREN || request.op() == OpCode.GET_CHILDREN2;
            WatchSet.Table table = isOnChildren ? WatchSet.Table.CHILDREN : WatchSet.Table.DATA;
            served.add(table, request.path(), !exists);
            believed.add(table, request.path(), !exists);
        }
    }

    /** The answer to a read: that of the moment that its zxid names. */
    private void read(ZkRequest request, ReplyHeader header, ByteBuffer body) {
        long zxid = header.zxid();
        reply(zxid);
        check(
                zxid >= freshFrom,
                () -> "stale sync: a read after it at " + hex(zxid) + " misses " + hex(freshFrom)
                        + ", which was acknowledged before it");
        ExpectedRead expected = ExpectedRead.at(truth, zxid, session, request);
        check(
                header.err() == expected.error().code() && body.equals(expected.body()),
                () -> request + " at " + hex(zxid) + " ended with " + ZkErrorCode.of(header.err()) + " and "
                        + text(body) + ", but it is " + expected.error() + " and " + text(expected.body()));
    }

    private void synced(long acknowledgedBefore, ReplyHeader header) {
        reply(header.zxid());
        if (header.err() == 0) {
            freshFrom = Math.max(freshFrom, acknowledgedBefore);
        }
    }

    private static String text(ByteBuffer body) {
        return StandardCharsets.US_ASCII.decode(body.duplicate()).toString().replaceAll("[^ -~]+", ".");
    }

    // ---- watches

    /** A watch event; with zxid -1 one that a server had missed. */
    void event(WatchEvent event) {
        if (event.zxid() == -1) {
            check(rearming, () -> "watch event " + event + " of what was missed, but nobody asks for that");
            replayed.add(event);
            return;
        }
        check(
                event.zxid() > lastZxid,
                () -> "watch event after the answer of " + hex(lastZxid) + ", which shows it: " + event);
        check(truth.eventsOf(event.zxid()).contains(event), () -> "watch event " + event + " of what has not happened");
        for (Long next = truth.after(watchedTo);
                due.isEmpty() && next != null && next <= event.zxid();
                next = truth.after(watchedTo)) {
            watch(next);
        }
        WatchEvent first = due.poll();
        check(
                first != null,
                () -> "watch event " + event + " that nobody waits for: fired twice, out of order, or never asked for");
        check(event.equals(first), () -> "watch event " + event + " comes first, but " + first + " is due");
        believed.fire(event);
    }

    private void watchAdded(AddWatchRequest request, ReplyHeader header) {
        reply(header.zxid());
        check(header.err() == 0, () -> request + " ended with " + ZkErrorCode.of(header.err()));
        boolean isRecursive = request.mode() == AddWatchMode.PERSISTENT_RECURSIVE.code();
        served.stay(request.path(), isRecursive);
        believed.stay(request.path(), isRecursive);
    }

    private void watchesLookedFor(WatchTypeRequest request, ReplyHeader header) {
        reply(header.zxid());
        ZkErrorCode expected = served.has(request.path(), request.type()) ? ZkErrorCode.OK : ZkErrorCode.NO_WATCHER;
        check(
                header.err() == expected.code(),
                () -> request + " ended with " + ZkErrorCode.of(header.err()) + ", but it is " + expected);
        if (request.op() == OpCode.REMOVE_WATCHES) {
            served.remove(request.path(), request.type());
            believed.remove(request.path(), request.type());
        }
    }

    /** {@return what to ask of the next server, which knows nothing of the watches; null where there is none} */
    @Nullable
    SetWatchesRequest rearm() {
        return believed.isEmpty() ? null : believed.toRequest(lastZxid);
    }

    /** The client asks a server to take its watches, maybe before that one serves the session. */
    void rearming() {
        rearming = true;
    }

    /** The server has taken the watches: it has told at once what had changed meanwhile, and waits for the others. */
    private void rearmed(SetWatchesRequest request, ReplyHeader header) {
        rearming = false;
        reply(header.zxid());
        check(header.err() == 0, () -> request + " ended with " + ZkErrorCode.of(header.err()));
        List<WatchEvent> missed = served.takeOver(request, path -> truth.at(path, header.zxid()));
        check(replayed.equals(missed), () -> "of missed changes " + replayed + " are told, but " + missed + " are due");
        missed.forEach(believed::fire);
        replayed.clear();
    }

    private void check(boolean holds, Supplier<String> message) {
        if (!holds) {
            throw new AssertionError(client + " session " + hex(session) + ": " + message.get());
        }
    }
}

package io.embeddedcluster.internal.zookeeper;

import static io.embeddedcluster.internal.zookeeper.QuorumTruth.hex;

import io.embeddedcluster.internal.zookeeper.QuorumTruth.Table;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.wire.EmptyRequest;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.PathWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.SetWatchesRequest;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import io.embeddedcluster.internal.zookeeper.wire.WatchEventType;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one session of one client was told, held against the truth as it comes: zxids never go back, a read is of the
 * moment that its zxid names, a write is the one that was asked for and comes after all that was acknowledged before, a
 * watch fires once, at the first change after it was set, in order, and before any answer that shows the change.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperProgrammers.html#ch_zkGuarantees Consistency Guarantees
 */
final class SessionHistory {

    private final QuorumTruth truth;
    private final String client;
    private final Map<Watch, Long> armedAt = new TreeMap<>();
    private final List<WatchEvent> replayed = new ArrayList<>();
    private long session;
    private long lastZxid;
    private long lastEventZxid;
    private int lastEventIndex;
    private @Nullable SetWatchesRequest rearming;

    SessionHistory(QuorumTruth truth, String client) {
        this.truth = truth;
        this.client = client;
    }

    /** A one-shot watch that the client believes to have; {@code onAbsent} where there was no znode when it was set. */
    private record Watch(Table table, String path, boolean onAbsent) implements Comparable<Watch> {

        @Override
        public int compareTo(Watch other) {
            int byTable = table.compareTo(other.table);
            if (byTable != 0) {
                return byTable;
            }
            int byPath = path.compareTo(other.path);
            return byPath != 0 ? byPath : Boolean.compare(onAbsent, other.onAbsent);
        }
    }

    long session() {
        return session;
    }

    long lastZxid() {
        return lastZxid;
    }

    /** A server serves the session. */
    void connected(long id) {
        check(session == 0 || session == id, () -> "session is replaced by " + hex(id) + " without a word");
        session = id;
        // What was told by events alone may be ahead of the next server; only answers bind it.
        lastEventZxid = 0;
    }

    /** A server said that the session is over. */
    void expired() {
        check(session != 0 && truth.isClosed(session), () -> "told that its session is over, which it is not");
    }

    // ---- answers

    /** Any answer. */
    void reply(long zxid) {
        check(zxid >= lastZxid, () -> "zxid goes back from " + hex(lastZxid) + " to " + hex(zxid));
        lastZxid = zxid;
        armedAt.forEach((watch, since) -> {
            WatchEvent due = truth.next(watch.table(), watch.path(), since);
            check(
                    due == null || due.zxid() > zxid,
                    () -> "watch event after the answer of " + hex(zxid) + ", which shows it, or never: " + due
                            + " of the watch set at " + hex(since));
        });
    }

    /**
     * The answer to a write.
     *
     * @param acknowledgedBefore the greatest zxid that anybody was told of before this was asked for
     */
    void wrote(ZkRequest request, long acknowledgedBefore, long zxid, int error, ByteBuffer body) {
        Command done = truth.command(zxid);
        check(
                done != null && done.session() == session && isRequest(done, request),
                () -> "answer to a write that is not committed: " + request.op() + " is answered with " + hex(zxid)
                        + ", which is " + done);
        check(
                zxid > acknowledgedBefore,
                () -> "write " + hex(zxid) + " is before " + hex(acknowledgedBefore)
                        + ", which was acknowledged before it was asked for");
        WriteResult result = truth.result(zxid);
        JuteWriter expected = new JuteWriter();
        if (result.headerError().isOk()) {
            result.writeBody(expected);
        }
        check(
                error == result.headerError().code() && body.equals(expected.toBuffer()),
                () -> "write " + hex(zxid) + " was answered with error " + error + " and " + body.remaining()
                        + " bytes, but came to " + result);
        truth.acknowledged(zxid);
        reply(zxid);
    }

    private static boolean isRequest(Command done, ZkRequest request) {
        if (request instanceof EmptyRequest) {
            return done instanceof Command.CloseSession;
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

    /** The answer to a read: that of the moment that its zxid names. */
    void read(PathWatchRequest request, long zxid, int error, ByteBuffer body) {
        reply(zxid);
        Picture picture = truth.at(request.path(), zxid);
        ZkErrorCode expected = picture == null ? ZkErrorCode.NO_NODE : ZkErrorCode.OK;
        check(
                error == expected.code() && body.equals(expectedBody(request.op(), picture)),
                () -> request.op() + " " + request.path() + " at " + hex(zxid) + " ended with " + ZkErrorCode.of(error)
                        + " and " + text(body) + ", but it is " + picture);
        if (request.watch() && (picture != null || request.op() == OpCode.EXISTS)) {
            Table table = request.op() == OpCode.GET_CHILDREN2 ? Table.CHILDREN : Table.DATA;
            armedAt.put(new Watch(table, request.path(), picture == null), zxid);
        }
    }

    /** A read after a sync. */
    void fresh(long acknowledgedBeforeSync, long zxid) {
        check(
                zxid >= acknowledgedBeforeSync,
                () -> "stale sync: a read after it at " + hex(zxid) + " misses " + hex(acknowledgedBeforeSync)
                        + ", which was acknowledged before it");
    }

    private static ByteBuffer expectedBody(OpCode op, @Nullable Picture picture) {
        JuteWriter out = new JuteWriter();
        if (picture != null) {
            if (op == OpCode.GET_DATA) {
                out.writeBuffer(picture.text().getBytes(StandardCharsets.UTF_8));
            } else if (op == OpCode.GET_CHILDREN2) {
                out.writeStrings(picture.children());
            }
            picture.stat().write(out);
        }
        return out.toBuffer();
    }

    private static String text(ByteBuffer body) {
        return StandardCharsets.US_ASCII.decode(body.duplicate()).toString().replaceAll("[^ -~]+", ".");
    }

    // ---- watches

    /** A watch event; with zxid -1 one that a server had missed. */
    void event(WatchEvent event) {
        if (rearming != null && event.zxid() == -1) {
            replayed.add(event);
            return;
        }
        check(
                event.zxid() > lastZxid,
                () -> "watch event after the answer of " + hex(lastZxid) + ", which shows it: " + event);
        int index = truth.eventsOf(event.zxid()).indexOf(event);
        check(index >= 0, () -> "watch event " + event + " of what has not happened");
        check(
                event.zxid() > lastEventZxid || (event.zxid() == lastEventZxid && index > lastEventIndex),
                () -> "watch event " + event + " is out of order");
        lastEventZxid = event.zxid();
        lastEventIndex = index;
        boolean wanted = false;
        for (Watch watch : List.copyOf(armedAt.keySet())) {
            if (watch.path().equals(event.path()) && watch.table().hears(event.type())) {
                wanted = true;
                WatchEvent due = truth.next(watch.table(), watch.path(), armedAt.get(watch));
                check(event.equals(due), () -> "watch event " + event + " comes first, but " + due + " is due");
                armedAt.remove(watch);
            }
        }
        check(wanted, () -> "watch event " + event + " that nobody waits for: fired twice, or never asked for");
    }

    /** {@return what to ask of the next server, which knows nothing of the watches; null where there is none} */
    @Nullable
    SetWatchesRequest rearm() {
        replayed.clear();
        rearming = armedAt.isEmpty()
                ? null
                : new SetWatchesRequest(
                        OpCode.SET_WATCHES,
                        lastZxid,
                        armed(Table.DATA, false),
                        armed(Table.DATA, true),
                        armed(Table.CHILDREN, false),
                        List.of(),
                        List.of());
        return rearming;
    }

    private List<String> armed(Table table, boolean onAbsent) {
        return armedAt.keySet().stream()
                .filter(watch -> watch.table() == table && watch.onAbsent() == onAbsent)
                .map(Watch::path)
                .toList();
    }

    /** The server has taken the watches: it has told at once what had changed meanwhile, and waits for the others. */
    void rearmed(long zxid) {
        SetWatchesRequest request = rearming;
        check(request != null, () -> "nothing was asked for");
        rearming = null;
        List<WatchEvent> due = new ArrayList<>();
        request.data().forEach(path -> rearm(Table.DATA, path, false, zxid, due));
        request.exist().forEach(path -> rearm(Table.DATA, path, true, zxid, due));
        request.child().forEach(path -> rearm(Table.CHILDREN, path, false, zxid, due));
        check(replayed.equals(due), () -> "of missed changes " + replayed + " are told, but " + due + " are due");
        reply(zxid);
    }

    private void rearm(Table table, String path, boolean onAbsent, long zxid, List<WatchEvent> due) {
        WatchEventType missed = missed(table, truth.at(path, zxid), onAbsent);
        Watch watch = new Watch(table, path, onAbsent);
        if (missed == null) {
            armedAt.put(watch, zxid);
        } else {
            armedAt.remove(watch);
            due.add(new WatchEvent(missed, path, -1));
        }
    }

    private @Nullable WatchEventType missed(Table table, @Nullable Picture now, boolean onAbsent) {
        if (onAbsent) {
            return now == null ? null : WatchEventType.NODE_CREATED;
        }
        if (now == null) {
            return WatchEventType.NODE_DELETED;
        }
        if (table == Table.DATA) {
            return now.stat().mzxid() > lastZxid ? WatchEventType.NODE_DATA_CHANGED : null;
        }
        return now.stat().pzxid() > lastZxid ? WatchEventType.NODE_CHILDREN_CHANGED : null;
    }

    private void check(boolean holds, Supplier<String> message) {
        if (!holds) {
            throw new AssertionError(client + " session " + hex(session) + ": " + message.get());
        }
    }
}

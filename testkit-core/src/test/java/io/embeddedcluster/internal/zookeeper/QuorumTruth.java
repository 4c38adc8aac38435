package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.observer.ClusterObserver;
import io.embeddedcluster.internal.observer.EntryApplied;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.replicated.AppliedCommand;
import io.embeddedcluster.internal.zookeeper.replicated.Command;
import io.embeddedcluster.internal.zookeeper.replicated.CommandEntry;
import io.embeddedcluster.internal.zookeeper.replicated.ReplicatedState;
import io.embeddedcluster.internal.zookeeper.session.SessionTable;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodePath;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import io.embeddedcluster.internal.zookeeper.wire.CreateRequest;
import io.embeddedcluster.internal.zookeeper.wire.DeleteContainerRequest;
import io.embeddedcluster.internal.zookeeper.wire.SetDataRequest;
import io.embeddedcluster.internal.zookeeper.wire.WatchEvent;
import io.embeddedcluster.internal.zookeeper.wire.WatchEventType;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the servers of an ensemble, simulated or live, have really done, against which clients' experience is held.
 *
 * <p>The first server to apply an entry writes it down, after {@link ZnodeModel} has said what it must come to; every other
 * server, in every run, has to agree, and to leave nothing out.
 */
final class QuorumTruth {

    private final ZnodeModel model;
    private final NavigableMap<Long, Transaction> transactions = new TreeMap<>();
    private final Map<Place, ZkErrorCode> unnumbered = new LinkedHashMap<>();
    private final NavigableMap<String, NavigableMap<Long, @Nullable Picture>> pictures = new TreeMap<>();
    private final Map<Long, Connection> connections = new LinkedHashMap<>();
    private final Map<Long, Boolean> closedSessions = new TreeMap<>();
    private final Set<Long> acknowledged = new TreeSet<>();
    private int outlived;

    /**
     * Begins as a new ensemble does.
     *
     * @param config what its configuration says
     */
    QuorumTruth(String config) {
        model = new ZnodeModel(config);
        model.znodes().forEach((path, picture) -> pictures.put(path, new TreeMap<>(Map.of(0L, picture))));
    }

    /** What was done under one zxid. */
    private record Transaction(CommandEntry entry, ZnodeModel.Step step) {

        private boolean isSame(CommandEntry other, WriteResult result) {
            return entry.forwarderId() == other.forwarderId()
                    && entry.sequence() == other.sequence()
                    && entry.wallMillis() == other.wallMillis()
                    && entry.command().session() == other.command().session()
                    && step.result().equals(result);
        }

        @Override
        public String toString() {
            return describe(entry) + ": " + step.result().error();
        }
    }

    /** Where an entry has come from. */
    private record Place(long forwarderId, long sequence) {}

    /** {@return who is told of all that one run of a server applies} */
    ClusterObserver runOf(String server) {
        return new Run(server);
    }

    /** One run of a server. */
    private final class Run implements ClusterObserver {

        private final String server;
        private @Nullable SessionTable sessions;
        private long last;

        Run(String server) {
            this.server = server;
        }

        @Override
        public void entryApplied(NodeName node, EntryApplied event) {
            AppliedCommand applied = (AppliedCommand) event;
            // Live servers come each on its own thread.
            synchronized (QuorumTruth.this) {
                compare(applied.entry(), applied.result(), applied.state());
            }
        }

        @Override
        public String toString() {
            return "QuorumTruth";
        }

        private void compare(CommandEntry entry, WriteResult result, ReplicatedState state) {
            if (sessions != state.sessions()) {
                // The first entry of the run, or of what a snapshot has skipped to.
                sessions = state.sessions();
                last = 0;
            }
            if (!entry.command().consumesZxid()) {
                appliedUnnumbered(entry, result.error());
                return;
            }
            long zxid = state.lastZxid();
            Transaction transaction = transactions.get(zxid);
            if (transactions.isEmpty()) {
                agree(state.tree().find(ZnodeTree.CONFIG), zxid);
            }
            if (transaction == null) {
                transaction = writeDown(zxid, entry, result);
            } else if (!transaction.isSame(entry, result)) {
                throw new AssertionError("zxid " + hex(zxid) + " is two things: " + transaction + ", and on " + server
                        + " " + describe(entry) + ": " + result.error());
            }
            checkNothingIsLost(zxid, state);
            last = zxid;
            checkState(transaction, state);
        }

        /** Which term has come first cannot be seen from what came out of the log. */
        private void agree(Znode config, long zxid) {
            long version = config.mzxid();
            if (version != 0 && (version & 0xffff_ffffL) == 0 && version < zxid) {
                Picture agreed = model.agree(new String(config.data(), StandardCharsets.UTF_8));
                pictures.get(ZnodeTree.CONFIG).put(version, agreed);
            }
        }

        private void checkNothingIsLost(long zxid, ReplicatedState state) {
            Long before = transactions.lowerKey(zxid);
            if (last == 0) {
                checkWhole(server, state);
            } else if (before != null && before != last) {
                throw new AssertionError(acknowledgedWord(before) + "write is lost on " + server + ": after "
                        + hex(last) + " comes " + hex(zxid) + " and not " + hex(before) + ", "
                        + transactions.get(before));
            }
        }

        private void checkState(Transaction transaction, ReplicatedState state) {
            Map<String, @Nullable Picture> after = transaction.step().after();
            if (transaction.entry().command() instanceof Command.CloseSession) {
                after.forEach((path, expected) -> {
                    if (expected == null && state.tree().find(path) != null) {
                        throw new AssertionError(
                                "ephemeral " + path + " outlives its session on " + server + ", after " + transaction);
                    }
                });
            }
            after.forEach((path, expected) -> {
                Picture actual = Picture.of(state.tree().find(path));
                if (!Objects.equals(actual, expected)) {
                    throw new AssertionError(
                            path + " on " + server + " is " + actual + ", not " + expected + ", after " + transaction);
                }
            });
        }
    }

    /** Every znode of a server is as the transaction that changed it last has left it. */
    synchronized void checkWhole(String server, ReplicatedState state) {
        pictures.forEach((path, history) -> {
            Map.Entry<Long, @Nullable Picture> expected = history.floorEntry(state.lastZxid());
            Picture actual = Picture.of(state.tree().find(path));
            if (!Objects.equals(actual, expected == null ? null : expected.getValue())) {
                throw new AssertionError(
                        (expected == null ? "" : acknowledgedWord(expected.getKey())) + "write is lost on " + server
                                + " at " + hex(state.lastZxid()) + ": " + path + " is " + actual + ", not " + expected);
            }
        });
    }

    private String acknowledgedWord(long zxid) {
        return acknowledged.contains(zxid) ? "acknowledged " : "";
    }

    private Transaction writeDown(long zxid, CommandEntry entry, WriteResult result) {
        if (!transactions.isEmpty() && transactions.lastKey() > zxid) {
            throw new AssertionError("zxid " + hex(zxid) + " comes after " + hex(transactions.lastKey()));
        }
        ZnodeModel.Step step = step(zxid, entry);
        Transaction transaction = new Transaction(entry, step);
        if (!step.result().equals(result)) {
            throw new AssertionError(
                    step.result().error() == ZkErrorCode.SESSION_MOVED
                            ? "lost move: what a session sent to a server that it has left was done, " + transaction
                                    + " but " + result.error()
                            : "by the rules " + step.result() + " comes of " + describe(entry) + ", but it was "
                                    + result);
        }
        transactions.put(zxid, transaction);
        step.after()
                .forEach((path, picture) ->
                        pictures.computeIfAbsent(path, each -> new TreeMap<>()).put(zxid, picture));
        return transaction;
    }

    private ZnodeModel.Step step(long zxid, CommandEntry entry) {
        Command command = entry.command();
        long session = command.session();
        if (command instanceof Command.Write write) {
            return entry.forwarderId() == CommandEntry.LEADERS_OWN
                    ? deletion(zxid, entry, write)
                    : write(zxid, entry, write);
        }
        if (command instanceof Command.Reconfigure reconfigure) {
            ZkErrorCode refusal = refusal(entry);
            return refusal == null
                    ? model.reconfigure(zxid, entry.wallMillis(), reconfigure.ids(), reconfigure.request())
                    : ZnodeModel.Step.failed(refusal);
        }
        if (command instanceof Command.Refuse refuse) {
            return ZnodeModel.Step.failed(refuse.error());
        }
        if (command instanceof Command.CloseSession) {
            connections.remove(session);
            closedSessions.put(session, entry.forwarderId() == CommandEntry.LEADERS_OWN);
            return model.end(zxid, session);
        }
        if (command instanceof Command.CreateSession) {
            if (connections.containsKey(session) || closedSessions.containsKey(session)) {
                throw new AssertionError("session " + hex(session) + " begins twice");
            }
            connections.put(session, Connection.first(entry));
            return model.begin(entry.wallMillis());
        }
        throw new AssertionError("nobody knows what comes of " + command);
    }

    private ZnodeModel.Step write(long zxid, CommandEntry entry, Command.Write write) {
        ZkErrorCode refusal = refusal(entry);
        return refusal == null
                ? model.write(zxid, entry.wallMillis(), write.session(), write.ids(), write.request())
                : ZnodeModel.Step.failed(refusal);
    }

    /** What a leader asks for itself: that a container or TTL node go whose time is over. */
    private ZnodeModel.Step deletion(long zxid, CommandEntry entry, Command.Write write) {
        if (!(write.request() instanceof DeleteContainerRequest delete)) {
            throw new AssertionError(
                    "a leader asks by itself for " + write.request().op());
        }
        boolean isDue = model.isDue(delete.path(), entry.wallMillis());
        ZnodeModel.Step step = model.write(zxid, entry.wallMillis(), write.session(), write.ids(), delete);
        if (step.result().error().isOk()) {
            if (!isDue) {
                throw new AssertionError("deleted before its time: " + delete.path() + " by " + describe(entry));
            }
            outlived++;
        }
        return step;
    }

    /** Once a session has connected again, nothing is done that it sent through an earlier connection. */
    private @Nullable ZkErrorCode refusal(CommandEntry entry) {
        Connection connection = connections.get(entry.command().session());
        if (connection == null) {
            return ZkErrorCode.SESSION_EXPIRED;
        }
        return connection.carries(entry) ? null : ZkErrorCode.SESSION_MOVED;
    }

    /** A sync, or a session that connects again. */
    private void appliedUnnumbered(CommandEntry entry, ZkErrorCode error) {
        Place place = new Place(entry.forwarderId(), entry.sequence());
        ZkErrorCode expected = unnumbered.get(place);
        if (expected == null) {
            expected = unnumbered(entry);
            unnumbered.put(place, expected);
        }
        if (expected != error) {
            throw new AssertionError((expected == ZkErrorCode.SESSION_MOVED ? "lost move: " : "") + describe(entry)
                    + " ended with " + error + ", by the rules with " + expected);
        }
    }

    private ZkErrorCode unnumbered(CommandEntry entry) {
        ZkErrorCode error;
        if (entry.command() instanceof Command.MoveSession move) {
            error = move(move, entry);
        } else if (entry.command() instanceof Command.Sync) {
            error = refusal(entry);
        } else {
            throw new AssertionError("nobody knows what comes of " + entry.command());
        }
        return error == null ? ZkErrorCode.OK : error;
    }

    /**
     * The forwarder that a session comes through may be one that it has used before, since a server keeps its forwarder
     * while it serves: what the session sends from now on has higher numbers than this.
     */
    private @Nullable ZkErrorCode move(Command.MoveSession move, CommandEntry entry) {
        Connection present = connections.get(move.session());
        if (present == null) {
            return ZkErrorCode.SESSION_EXPIRED;
        }
        connections.put(move.session(), present.movedTo(entry));
        return null;
    }

    /** A client was told that this was done, or why not: it must never be lost. */
    void acknowledged(long zxid) {
        acknowledged.add(zxid);
    }

    /** {@return a znode as it was right after that transaction, or null where there was none} */
    @Nullable
    Picture at(String path, long zxid) {
        NavigableMap<Long, @Nullable Picture> history = pictures.get(path);
        Map.Entry<Long, @Nullable Picture> entry = history == null ? null : history.floorEntry(zxid);
        return entry == null ? null : entry.getValue();
    }

    /** {@return the transaction that comes after that one, or null where none has by now} */
    @Nullable
    Long after(long zxid) {
        return transactions.higherKey(zxid);
    }

    /** {@return all events of one transaction, in order} */
    List<WatchEvent> eventsOf(long zxid) {
        Transaction transaction = transactions.get(zxid);
        return transaction == null ? List.of() : transaction.step().events();
    }

    /** {@return what a recursive watch on a path hears after one transaction and up to another, in order} */
    List<WatchEvent> eventsBelow(String path, long after, long upTo) {
        List<WatchEvent> found = new ArrayList<>();
        if (after < upTo) {
            for (Transaction each :
                    transactions.subMap(after, false, upTo, true).values()) {
                for (WatchEvent event : each.step().events()) {
                    boolean isBelow = event.path().equals(path) || event.path().startsWith(path + ZnodePath.ROOT);
                    if (isBelow && event.type() != WatchEventType.NODE_CHILDREN_CHANGED) {
                        found.add(event);
                    }
                }
            }
        }
        return found;
    }

    /** {@return the command that was done under that zxid, or null where nothing was} */
    @Nullable
    Command command(long zxid) {
        Transaction transaction = transactions.get(zxid);
        return transaction == null ? null : transaction.entry().command();
    }

    /** {@return what came of that transaction} */
    WriteResult result(long zxid) {
        return transactions.get(zxid).step().result();
    }

    /** {@return how the writes ended that carried each value, those within a multi left out} */
    synchronized Map<String, ZkErrorCode> outcomes() {
        Map<String, ZkErrorCode> outcomes = new TreeMap<>();
        for (Transaction each : transactions.values()) {
            if (each.entry().command() instanceof Command.Write write) {
                byte[] data = data(write.request());
                if (data != null) {
                    outcomes.put(
                            new String(data, StandardCharsets.UTF_8),
                            each.step().result().error());
                }
            }
        }
        return outcomes;
    }

    private static byte @Nullable [] data(ZkRequest request) {
        if (request instanceof CreateRequest create) {
            return create.data();
        }
        return request instanceof SetDataRequest set ? set.data() : null;
    }

    synchronized boolean isClosed(long session) {
        return closedSessions.containsKey(session);
    }

    /** {@return how many sessions a leader has ended, and not their clients} */
    long expiredCount() {
        return closedSessions.values().stream().filter(expired -> expired).count();
    }

    /** {@return how many containers and TTL nodes have gone by themselves} */
    int outlivedCount() {
        return outlived;
    }

    /** {@return the znodes that should have gone by themselves by that time} */
    List<String> due(long millis) {
        return model.due(millis);
    }

    /** {@return how many servers the ensemble has} */
    int serverCount() {
        return model.serverCount();
    }

    /** {@return how many terms have brought something about} */
    synchronized long termCount() {
        return transactions.keySet().stream()
                .map(zxid -> zxid >>> 32)
                .distinct()
                .count();
    }

    /** {@return the paths of a session's ephemeral znodes as they were right after that transaction, in order} */
    List<String> ephemeralsOf(long session, long zxid) {
        return pictures.keySet().stream()
                .filter(path -> {
                    Picture picture = at(path, zxid);
                    return picture != null && picture.stat().ephemeralOwner() == session;
                })
                .toList();
    }

    /** {@return how many znodes there were below a path right after that transaction} */
    int countBelow(String path, long zxid) {
        String prefix = path.equals(ZnodePath.ROOT) ? path : path + ZnodePath.ROOT;
        int count = 0;
        for (String each : pictures.tailMap(prefix, false).keySet()) {
            if (!each.startsWith(prefix)) {
                break;
            }
            count += at(each, zxid) == null ? 0 : 1;
        }
        return count;
    }

    int count() {
        return transactions.size();
    }

    static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }

    private static String describe(CommandEntry entry) {
        Command command = entry.command();
        Object what = command instanceof Command.Write write
                ? write.request().op()
                : command.getClass().getSimpleName();
        return what + " of session " + hex(command.session()) + " (forwarder " + Long.toHexString(entry.forwarderId())
                + " sequence " + entry.sequence() + ")";
    }

    /** Where a session is connected: the forwarder, and the numbers of its beginning at each that it has used. */
    private record Connection(long forwarderId, Map<Long, Long> beginnings) {

        private static Connection first(CommandEntry entry) {
            return new Connection(entry.forwarderId(), Map.of(entry.forwarderId(), entry.sequence()));
        }

        private Connection movedTo(CommandEntry entry) {
            Map<Long, Long> all = new LinkedHashMap<>(beginnings);
            all.put(entry.forwarderId(), entry.sequence());
            return new Connection(entry.forwarderId(), all);
        }

        private boolean carries(CommandEntry write) {
            return write.forwarderId() == forwarderId && write.sequence() > beginnings.get(forwarderId);
        }
    }
}

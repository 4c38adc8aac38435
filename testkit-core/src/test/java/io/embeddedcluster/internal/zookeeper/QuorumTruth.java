package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the servers of a simulated ensemble have really done, against which clients' experience is held.
 *
 * <p>The first server to apply a zxid writes it down; every other server, in every run, has to agree.
 */
final class QuorumTruth {

    static final String ABSENT = "(absent)";

    private final List<String> paths;
    private final NavigableMap<Long, String> transactions = new TreeMap<>();
    private final Map<String, NavigableMap<Long, String>> values = new LinkedHashMap<>();
    private final NavigableMap<Long, Integer> changes = new TreeMap<>();
    private final Map<Long, Connection> connections = new LinkedHashMap<>();
    private final Set<Long> closedSessions = new LinkedHashSet<>();

    /** Follows the values of these znodes. */
    QuorumTruth(List<String> paths) {
        this.paths = paths;
        paths.forEach(path -> values.put(path, new TreeMap<>(Map.of(0L, ABSENT))));
    }

    /** One server has applied one entry. */
    void applied(LogEntry entry, WriteResult result, ReplicatedState state) {
        if (entry.command() instanceof Command.MoveSession move
                && result.error().isOk()) {
            noteMove(move.session(), entry);
        }
        if (!entry.command().consumesZxid()) {
            return;
        }
        long zxid = state.lastZxid();
        String transaction = entry.link() + "/" + entry.sequence() + " " + entry.wallMillis() + " "
                + entry.command().getClass().getSimpleName() + " "
                + Long.toHexString(entry.command().session()) + " "
                + result.error() + " " + result.path() + " " + result.stat();
        String known = transactions.putIfAbsent(zxid, transaction);
        if (known != null && !known.equals(transaction)) {
            throw new AssertionError(
                    "zxid 0x" + Long.toHexString(zxid) + " is two things: " + known + " and " + transaction);
        }
        if (known == null) {
            writeDown(entry, result, zxid, state);
        }
        checkEphemerals(state);
    }

    private void writeDown(LogEntry entry, WriteResult result, long zxid, ReplicatedState state) {
        if (transactions.lastKey() != zxid) {
            throw new AssertionError(
                    "zxid 0x" + Long.toHexString(zxid) + " comes after 0x" + Long.toHexString(transactions.lastKey()));
        }
        int changed = 0;
        for (String path : paths) {
            String value = valueOf(state.tree().find(path));
            if (!values.get(path).lastEntry().getValue().equals(value)) {
                values.get(path).put(zxid, value);
                changed++;
            }
        }
        changes.put(zxid, changed);
        checkOrder(entry, result);
        if (entry.command() instanceof Command.CloseSession close) {
            closedSessions.add(close.session());
        }
    }

    /**
     * A session has connected again. The link it comes through may be one that it has used before, since a server keeps its
     * link while it serves: what the session sends from now on has higher numbers than this.
     */
    private void noteMove(long session, LogEntry entry) {
        Connection present = connections.get(session);
        // Other servers apply the same entry later; numbers grow along a link, so a known one is told by its number.
        if (present == null || present.knows(entry)) {
            return;
        }
        connections.put(session, present.movedTo(entry));
    }

    /** Once a session has connected again, nothing is done that it sent through an earlier connection. */
    private void checkOrder(LogEntry entry, WriteResult result) {
        long session = entry.command().session();
        if (entry.command() instanceof Command.CreateSession) {
            connections.put(session, Connection.first(entry));
        }
        if (!(entry.command() instanceof Command.Write) || result.error() == ZkErrorCode.SESSION_MOVED) {
            return;
        }
        Connection present = connections.get(session);
        if (present != null && !present.carries(entry)) {
            throw new AssertionError("late write of a session that has moved: " + entry);
        }
    }

    /** Ephemeral znodes exist exactly while their session lives. */
    private static void checkEphemerals(ReplicatedState state) {
        state.tree().walk("/", (path, node) -> {
            long owner = node.stat().ephemeralOwner();
            if (owner != 0 && state.sessions().find(owner) == null) {
                throw new AssertionError(path + " outlives session 0x" + Long.toHexString(owner));
            }
        });
    }

    static String valueOf(Znode node) {
        return node == null ? ABSENT : node.data() == null ? "null" : new String(node.data(), StandardCharsets.UTF_8);
    }

    /** {@return what a znode held right after that transaction} */
    String value(String path, long zxid) {
        return values.get(path).floorEntry(zxid).getValue();
    }

    /** {@return how often one of the znodes changed after one transaction and up to another} */
    int changesBetween(long after, long upTo) {
        return after >= upTo
                ? 0
                : changes.subMap(after, false, upTo, true).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
    }

    /** {@return what was done under that zxid} */
    String transaction(long zxid) {
        return transactions.getOrDefault(zxid, "nothing");
    }

    boolean wasOk(long zxid) {
        return transaction(zxid).contains(" " + ZkErrorCode.OK + " ");
    }

    boolean isClosed(long session) {
        return closedSessions.contains(session);
    }

    int count() {
        return transactions.size();
    }

    /** Where a session is connected: the link, and the numbers of its beginning on all links that the session has used. */
    private record Connection(long link, Map<Long, Long> beginnings) {

        private static Connection first(LogEntry entry) {
            return new Connection(entry.link(), Map.of(entry.link(), entry.sequence()));
        }

        private Connection movedTo(LogEntry entry) {
            Map<Long, Long> all = new LinkedHashMap<>(beginnings);
            all.put(entry.link(), entry.sequence());
            return new Connection(entry.link(), all);
        }

        private boolean knows(LogEntry move) {
            return beginnings.getOrDefault(move.link(), 0L) >= move.sequence();
        }

        private boolean carries(LogEntry write) {
            return write.link() == link && write.sequence() > beginnings.get(link);
        }
    }
}

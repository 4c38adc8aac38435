package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    private final Map<Long, List<Long>> links = new LinkedHashMap<>();
    private final Set<Long> closedSessions = new LinkedHashSet<>();

    /** Follows the values of these znodes. */
    QuorumTruth(List<String> paths) {
        this.paths = paths;
        paths.forEach(path -> values.put(path, new TreeMap<>(Map.of(0L, ABSENT))));
    }

    /** One server has applied one entry. */
    void applied(LogEntry entry, WriteResult result, ReplicatedState state) {
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

    /** Once a session has written through another server, nothing of the old one is done any more. */
    private void checkOrder(LogEntry entry, WriteResult result) {
        if (!(entry.command() instanceof Command.Write) || result.error() == ZkErrorCode.SESSION_MOVED) {
            return;
        }
        List<Long> used = links.computeIfAbsent(entry.command().session(), session -> new ArrayList<>());
        if (used.isEmpty() || used.get(used.size() - 1) != entry.link()) {
            if (used.contains(entry.link())) {
                throw new AssertionError("late write of a session that has moved: " + entry);
            }
            used.add(entry.link());
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
}

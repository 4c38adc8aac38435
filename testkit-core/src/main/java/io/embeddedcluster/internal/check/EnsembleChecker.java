package io.embeddedcluster.internal.check;

import io.embeddedcluster.check.Anomaly;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Checks an ensemble against what its quorum nodes know.
 *
 * <p>Anomalies: {@code lagging-node} (a node serves clients and does not come to have what others had long ago), {@code
 * diverged-node} (two nodes that have applied the same differ), {@code unknown-session} (a node has a session that is over
 * for the leader), {@code orphaned-ephemeral} (an ephemeral znode has outlived its session), {@code lost-write} (a write was
 * answered, and is not there).
 */
public final class EnsembleChecker {

    private static final int MAX_ZNODES_SHOWN = 3;

    private EnsembleChecker() {}

    /** {@return every anomaly of the ensemble, empty where there is none} */
    public static List<Anomaly> check(EnsembleTruth truth) {
        List<Anomaly> anomalies = new ArrayList<>();
        lostWrites(truth, anomalies::add);
        lag(truth, anomalies::add);
        divergence(truth, anomalies::add);
        digests(truth, anomalies::add);
        orphans(truth, anomalies::add);
        return anomalies;
    }

    /** A client was answered with each of these zxids, or with later ones of the same term: they are there for good. */
    private static void lostWrites(EnsembleTruth truth, Consumer<Anomaly> found) {
        Optional<QuorumReplica> leader = truth.replicas().stream()
                .filter(QuorumReplica::isLeader)
                .max(Comparator.comparingLong(QuorumReplica::zxid));
        for (long zxid : truth.acknowledged()) {
            Optional<TermStart> skipped = truth.termStarts().stream()
                    .filter(start -> start.skips(zxid))
                    .findFirst();
            if (skipped.isPresent()) {
                found.accept(new Anomaly(
                        "lost-write",
                        "a write was answered with zxid " + hex(zxid) + ", but term "
                                + skipped.get().term() + " of the ensemble began after zxid "
                                + hex(skipped.get().lastZxid())));
            } else if (leader.isPresent() && isBeyond(zxid, leader.get())) {
                found.accept(new Anomaly(
                        "lost-write",
                        "a write was answered with zxid " + hex(zxid) + ", but the leader "
                                + leader.get().name() + " has come to zxid "
                                + hex(leader.get().zxid()) + " only"));
            }
        }
    }

    /** One that is cut off leads for a moment longer than the others let it, and need not know what later terms wrote. */
    private static boolean isBeyond(long zxid, QuorumReplica leader) {
        return leader.zxid() < zxid && TermStart.termOf(leader.zxid()) == TermStart.termOf(zxid);
    }

    private static void lag(EnsembleTruth truth, Consumer<Anomaly> found) {
        for (QuorumReplica replica : truth.replicas()) {
            if (replica.isServing() && replica.logIndex() < truth.awaitedIndex()) {
                found.accept(new Anomaly(
                        "lagging-node",
                        replica.name() + " serves clients, and is still at log index " + replica.logIndex()
                                + " although others had applied " + truth.awaitedIndex() + " when the check began"));
            }
        }
    }

    private static void divergence(EnsembleTruth truth, Consumer<Anomaly> found) {
        SortedMap<Long, QuorumReplica> references = new TreeMap<>();
        for (QuorumReplica replica : leaderFirst(truth.replicas())) {
            QuorumReplica reference = references.putIfAbsent(replica.logIndex(), replica);
            if (reference != null && !reference.content().equals(replica.content())) {
                sessions(reference, replica, found);
                znodes(reference, replica, found);
            }
        }
    }

    private static List<QuorumReplica> leaderFirst(List<QuorumReplica> replicas) {
        List<QuorumReplica> sorted = new ArrayList<>(replicas);
        sorted.sort((left, right) -> Boolean.compare(right.isLeader(), left.isLeader()));
        return sorted;
    }

    private static void sessions(QuorumReplica reference, QuorumReplica replica, Consumer<Anomaly> found) {
        for (long session : replica.content().sessions()) {
            if (!reference.content().sessions().contains(session)) {
                found.accept(new Anomaly(
                        "unknown-session",
                        "session " + hex(session) + " is open on " + replica.name() + " and not on "
                                + leaderOrNode(reference) + sameAt(reference)));
            }
        }
        for (long session : reference.content().sessions()) {
            if (!replica.content().sessions().contains(session)) {
                found.accept(new Anomaly(
                        "diverged-node",
                        "session " + hex(session) + " is open on " + leaderOrNode(reference) + " and not on "
                                + replica.name() + sameAt(reference)));
            }
        }
    }

    /** One anomaly for a pair of nodes, however many znodes differ; those come first that only one of them has. */
    private static void znodes(QuorumReplica reference, QuorumReplica replica, Consumer<Anomaly> found) {
        Map<String, ZnodeState> there = reference.content().znodes();
        Map<String, ZnodeState> here = replica.content().znodes();
        TreeSet<String> paths = new TreeSet<>(there.keySet());
        paths.addAll(here.keySet());
        List<String> differing = paths.stream()
                .filter(path -> !Objects.equals(here.get(path), there.get(path)))
                .sorted(Comparator.comparing(path -> here.containsKey(path) && there.containsKey(path)))
                .toList();
        if (!differing.isEmpty()) {
            String shown = differing.stream()
                    .limit(MAX_ZNODES_SHOWN)
                    .map(path -> path + " is " + state(here, path) + " on " + replica.name() + " and "
                            + state(there, path) + " on " + reference.name())
                    .collect(Collectors.joining("; "));
            found.accept(new Anomaly(
                    "diverged-node",
                    replica.name() + " and " + leaderOrNode(reference) + " differ in " + differing.size() + " znodes: "
                            + shown + sameAt(reference)));
        }
    }

    private static String state(Map<String, ZnodeState> znodes, String path) {
        ZnodeState state = znodes.get(path);
        return state == null ? "not there" : "[" + state + "]";
    }

    private static String leaderOrNode(QuorumReplica replica) {
        return (replica.isLeader() ? "the leader " : "") + replica.name();
    }

    private static String sameAt(QuorumReplica replica) {
        return "; both have applied log index " + replica.logIndex() + ", zxid " + hex(replica.zxid());
    }

    private static void digests(EnsembleTruth truth, Consumer<Anomaly> found) {
        Map<Long, QuorumReplica> references = new TreeMap<>();
        for (QuorumReplica replica : leaderFirst(truth.replicas())) {
            for (long zxid : replica.digests().keySet()) {
                QuorumReplica reference = references.putIfAbsent(zxid, replica);
                if (reference != null
                        && !Objects.equals(
                                reference.digests().get(zxid), replica.digests().get(zxid))) {
                    found.accept(new Anomaly(
                            "diverged-node",
                            replica.name() + " and " + leaderOrNode(reference) + " had different trees at zxid "
                                    + hex(zxid)));
                    break;
                }
            }
        }
    }

    /** One anomaly for a znode, on however many nodes. */
    private static void orphans(EnsembleTruth truth, Consumer<Anomaly> found) {
        SortedMap<String, List<String>> nodesByOrphan = new TreeMap<>();
        for (QuorumReplica replica : truth.replicas()) {
            replica.content().znodes().forEach((path, znode) -> {
                if (znode.session() != 0 && !replica.content().sessions().contains(znode.session())) {
                    nodesByOrphan
                            .computeIfAbsent(
                                    path + " is of session " + hex(znode.session()), orphan -> new ArrayList<>())
                            .add(replica.name());
                }
            });
        }
        nodesByOrphan.forEach((orphan, nodes) -> found.accept(new Anomaly(
                "orphaned-ephemeral", orphan + ", which is over, and still on " + String.join(", ", nodes))));
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }
}

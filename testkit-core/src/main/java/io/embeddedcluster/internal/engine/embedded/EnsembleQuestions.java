package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.check.EnsembleTruth;
import io.embeddedcluster.internal.check.QuorumContent;
import io.embeddedcluster.internal.check.QuorumReplica;
import io.embeddedcluster.internal.check.TermStart;
import io.embeddedcluster.internal.check.ZnodeState;
import io.embeddedcluster.internal.engine.Condition;
import io.embeddedcluster.internal.zookeeper.QuorumServer;
import io.embeddedcluster.internal.zookeeper.ServerPicture;
import io.embeddedcluster.internal.zookeeper.replicated.StateSnapshot;
import io.embeddedcluster.internal.zookeeper.session.ServerSession;
import io.embeddedcluster.internal.zookeeper.tree.EphemeralOwner;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodePath;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.zip.CRC32C;

/** What a check asks the quorum nodes, put into the words of the check. Threading: any thread but an event loop. */
final class EnsembleQuestions {

    /** How long a node that serves may take to apply what others have. It is never slow but when the machine is. */
    private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(10);

    /** Servers that go on for so many transactions all the while have taken a digest or two that can be compared. */
    private static final long TRANSACTIONS_TO_COMPARE = 256;

    private final RunningCluster running;

    EnsembleQuestions(RunningCluster running) {
        this.running = running;
    }

    /** Returns all that the nodes know, once those that serve clients have applied the same or gone on for long enough. */
    EnsembleTruth truth() {
        // What is promised is read before what is there: an acknowledgement in between would look like a loss.
        List<Long> acknowledged = running.zxids().acknowledged();
        Collection<Position> start = positions().values();
        long awaitedIndex = start.stream().mapToLong(Position::index).max().orElse(0);
        long zxidToCompare = start.stream().mapToLong(Position::zxid).max().orElse(0) + TRANSACTIONS_TO_COMPARE;
        List<TermStart> termStarts = new ArrayList<>();
        List<QuorumReplica> replicas = replicas(settled(awaitedIndex, zxidToCompare));
        running.zxids()
                .termStarts()
                .forEach((term, zxids) -> zxids.forEach(zxid -> termStarts.add(new TermStart(zxid, term))));
        return new EnsembleTruth(replicas, awaitedIndex, acknowledged, termStarts);
    }

    private SortedMap<Integer, ServerPicture> settled(long awaitedIndex, long zxidToCompare) {
        AtomicReference<SortedMap<Integer, ServerPicture>> settled = new AtomicReference<>();
        boolean haveSettled = Condition.await("quorum nodes have caught up with one another", SETTLE_TIMEOUT, () -> {
            settledNow(awaitedIndex, zxidToCompare).ifPresent(settled::set);
            return settled.get() != null;
        });
        // Who lags shows in the pictures, and is an anomaly.
        return haveSettled ? Objects.requireNonNull(settled.get()) : pictures();
    }

    private Optional<SortedMap<Integer, ServerPicture>> settledNow(long awaitedIndex, long zxidToCompare) {
        if (!haveSettled(positions().values(), awaitedIndex, zxidToCompare)) {
            return Optional.empty();
        }
        SortedMap<Integer, ServerPicture> pictures = pictures();
        return haveSettled(positions(pictures), awaitedIndex, zxidToCompare) ? Optional.of(pictures) : Optional.empty();
    }

    /** One that had more than the others may be gone by now: who is left has to come to it all the same. */
    static boolean haveSettled(Collection<Position> serving, long awaitedIndex, long zxidToCompare) {
        boolean areFarEnough = serving.stream().allMatch(position -> position.index() >= awaitedIndex);
        boolean holdTheSame =
                serving.stream().mapToLong(Position::index).distinct().count() <= 1;
        return areFarEnough && (holdTheSame || serving.stream().allMatch(position -> position.zxid() >= zxidToCompare));
    }

    /** Of those that serve: the others have nothing to keep up with. */
    private SortedMap<Integer, Position> positions() {
        SortedMap<Integer, Position> positions = ask(
                "tell how far it is",
                server -> new Position(server.isServing(), server.lastAppliedIndex(), server.lastZxid()));
        positions.values().removeIf(position -> !position.isServing());
        return positions;
    }

    private static List<Position> positions(SortedMap<Integer, ServerPicture> pictures) {
        return pictures.values().stream()
                .filter(ServerPicture::isServing)
                .map(picture -> new Position(true, picture.appliedIndex(), picture.zxid()))
                .toList();
    }

    private SortedMap<Integer, ServerPicture> pictures() {
        return ask("show what it holds", QuorumServer::picture);
    }

    private <T> SortedMap<Integer, T> ask(String what, Function<QuorumServer, T> question) {
        SortedMap<Integer, T> answers = new TreeMap<>();
        for (int id = 1; id <= running.quorum().size(); id++) {
            int node = id;
            running.quorumNode(id)
                    .ask(what, program -> question.apply(program.server()))
                    .ifPresent(answer -> answers.put(node, answer));
        }
        return answers;
    }

    private static List<QuorumReplica> replicas(SortedMap<Integer, ServerPicture> pictures) {
        // Nodes that hold the same have it decoded once; looked up only.
        Map<ByteBuffer, QuorumContent> decoded = new HashMap<>();
        List<QuorumReplica> replicas = new ArrayList<>();
        pictures.forEach((node, picture) -> replicas.add(new QuorumReplica(
                node,
                picture.isLeader(),
                picture.isServing(),
                picture.appliedIndex(),
                picture.zxid(),
                picture.digests(),
                decoded.computeIfAbsent(picture.state(), EnsembleQuestions::content))));
        return replicas;
    }

    private static QuorumContent content(ByteBuffer state) {
        StateSnapshot snapshot = StateSnapshot.read(state.duplicate());
        TreeSet<Long> sessions = new TreeSet<>();
        snapshot.sessions().all().stream().map(ServerSession::id).forEach(sessions::add);
        TreeMap<String, ZnodeState> znodes = new TreeMap<>();
        snapshot.tree().walk(ZnodePath.ROOT, (path, znode) -> znodes.put(path, state(znode)));
        return new QuorumContent(sessions, znodes);
    }

    private static ZnodeState state(Znode znode) {
        CRC32C data = new CRC32C();
        byte[] bytes = znode.data();
        if (bytes != null) {
            data.update(bytes);
        }
        long session = EphemeralOwner.isSession(znode.ephemeralOwner()) ? znode.ephemeralOwner() : 0;
        return new ZnodeState(
                session,
                znode.stat() + " data=" + (bytes == null ? "null" : "crc:" + Long.toHexString(data.getValue()))
                        + " acl=" + znode.acl());
    }

    /** How far a node is. */
    record Position(boolean isServing, long index, long zxid) {}
}

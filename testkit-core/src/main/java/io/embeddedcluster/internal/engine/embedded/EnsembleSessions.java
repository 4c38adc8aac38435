package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.edge.SessionHold;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.zookeeper.QuorumServer;
import io.embeddedcluster.internal.zookeeper.ServerMode;
import io.embeddedcluster.internal.zookeeper.server.ClientStatus;
import io.embeddedcluster.internal.zookeeper.server.SessionControl;
import io.embeddedcluster.internal.zookeeper.server.SessionStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The sessions of one ensemble, and what a test does to them: by rules at the edges of the quorum nodes, which outlive the
 * restart of a server, and by asking servers to close a connection or to end a session.
 *
 * <p>Threading: any thread but an event loop.
 */
public final class EnsembleSessions {

    private final List<NodeSlot<QuorumProgram>> quorum;
    private final List<SessionHold> holds = new CopyOnWriteArrayList<>();
    private final Map<Long, Move> moves = new ConcurrentSkipListMap<>();

    /** Knows the sessions of these nodes, which may still be none. */
    EnsembleSessions(List<NodeSlot<QuorumProgram>> quorum) {
        this.quorum = quorum;
    }

    /** Puts the rules that are in force also at a node that joins. */
    void joins(NodeSlot<QuorumProgram> added) {
        holds.forEach(added.edge().holds()::add);
        moves.values().forEach(move -> move.refuseAt(added));
    }

    /** {@return all that are open, by id, as the best informed of the servers that answer knows them} */
    public List<SessionStatus> all() {
        return bestInformed(
                        quorum, "tell its sessions", server -> server.sessions().all())
                .orElse(List.of());
    }

    /** {@return one that is open} */
    public Optional<SessionStatus> find(long session) {
        return bestInformed(
                        quorum, "tell of a session", server -> server.sessions().find(session))
                .flatMap(found -> found);
    }

    /** {@return what the server with the highest zxid says, of those that answer; empty where none does} */
    static <T> Optional<T> bestInformed(
            List<NodeSlot<QuorumProgram>> quorum, String what, Function<QuorumServer, T> question) {
        record Answer<T>(long zxid, T value) {}
        return quorum.stream()
                .flatMap(slot -> slot
                        .ask(
                                what,
                                program -> new Answer<>(program.server().lastZxid(), question.apply(program.server())))
                        .stream())
                .max(Comparator.comparingLong(Answer::zxid))
                .map(Answer::value);
    }

    /** {@return the node id of the server that a session's client is connected to, where there is one} */
    public Optional<Integer> serverOf(long session) {
        for (int id = 1; id <= quorum.size(); id++) {
            if (client(id, session).isPresent()) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    /** {@return the client of a session, where it is connected} */
    public Optional<ClientStatus> client(long session) {
        return serverOf(session).flatMap(id -> client(id, session));
    }

    private Optional<ClientStatus> client(int id, long session) {
        return quorum.get(id - 1)
                .ask("tell its clients", program -> program.server().sessions().client(session))
                .flatMap(client -> client);
    }

    /**
     * Asks the leader to end a session; returns whether it is over for every server that serves, the leader among them. That
     * no server serves says nothing, nor what a follower that lags does not know.
     */
    public boolean expire(long session) {
        onEach(sessions -> sessions.expire(session));
        boolean isOverForTheLeader = false;
        for (NodeSlot<QuorumProgram> slot : quorum) {
            Optional<Knowledge> known =
                    slot.ask("tell whether a session is over", program -> Knowledge.of(program.server(), session));
            if (known.filter(Knowledge::isServing).isPresent()) {
                if (known.get().hasSession()) {
                    return false;
                }
                isOverForTheLeader |= known.get().isLeading();
            }
        }
        return isOverForTheLeader;
    }

    /** What a server knows of a session, and what that is worth. */
    private record Knowledge(boolean isServing, boolean isLeading, boolean hasSession) {

        static Knowledge of(QuorumServer server, long session) {
            return new Knowledge(
                    server.isServing(),
                    server.mode() == ServerMode.LEADER || server.mode() == ServerMode.STANDALONE,
                    server.sessions().find(session).isPresent());
        }
    }

    /** Resets a session's connection; returns whether there was one. */
    public boolean reset(long session) {
        List<Boolean> answers = new ArrayList<>();
        onEach(sessions -> answers.add(sessions.reset(session)));
        return answers.contains(true);
    }

    /** Lets nothing pass between a session's client and any server, until released. */
    public Hold hold(long session) {
        SessionHold rule = new SessionHold(session);
        holds.add(rule);
        quorum.forEach(slot -> slot.edge().holds().add(rule));
        reviewGates();
        return new Hold(rule);
    }

    // Also waits for each server to have ended what it was about when the holds changed.
    private void reviewGates() {
        onEachServer(server -> server.gates().review());
    }

    /** Has a session's client refused by all servers but one, whatever was ordered before. */
    public void admitOnlyAt(long session, int nodeId) {
        admitAnywhere(session);
        Move move = new Move(session, NodeName.quorum(nodeId));
        moves.put(session, move);
        quorum.forEach(move::refuseAt);
    }

    /** Has a session's client refused no longer. */
    public void admitAnywhere(long session) {
        Move move = moves.remove(session);
        if (move != null) {
            move.end();
        }
    }

    private void onEach(Consumer<SessionControl> action) {
        onEachServer(server -> action.accept(server.sessions()));
    }

    private void onEachServer(Consumer<QuorumServer> action) {
        quorum.forEach(slot -> onServer(slot, action));
    }

    private static void onServer(NodeSlot<QuorumProgram> slot, Consumer<QuorumServer> action) {
        slot.ask("do something to a session", program -> {
            action.accept(program.server());
            return true;
        });
    }

    /** One session that is held. */
    public final class Hold {

        private final SessionHold rule;

        private Hold(SessionHold rule) {
            this.rule = rule;
        }

        /** {@return how many pieces were held back by now} */
        public long count() {
            return rule.heldCount();
        }

        /** Lets everything pass again, unless another hold forbids; does nothing the second time. */
        public void release() {
            if (holds.remove(rule)) {
                quorum.forEach(slot -> slot.edge().holds().remove(rule));
                reviewGates();
            }
        }
    }

    /** One session whose client is to come to one server: the rules at all others. */
    private static final class Move {

        private final SessionRefusal rule;
        private final NodeName target;
        private final List<Runnable> removals = new CopyOnWriteArrayList<>();

        Move(long session, NodeName target) {
            this.rule = new SessionRefusal(session);
            this.target = target;
        }

        void refuseAt(NodeSlot<QuorumProgram> slot) {
            if (!slot.name().equals(target)) {
                removals.add(slot.edge().install("move of a session to " + target, rule));
                onServer(slot, server -> server.sessions().close(rule.session(), rule.reason()));
            }
        }

        void end() {
            removals.forEach(Runnable::run);
        }
    }
}

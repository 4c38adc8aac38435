package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.zookeeper.QuorumServer;
import io.embeddedcluster.internal.zookeeper.server.ClientAdmission;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The sessions of one ensemble, and what a test has ordered for them. Orders outlive the restart of a server.
 *
 * <p>Threading: any thread but an event loop; servers ask for their orders on theirs.
 */
public final class EnsembleSessions {

    private final List<NodeSlot<QuorumProgram>> quorum;
    private final List<Hold> holds = new CopyOnWriteArrayList<>();
    private final Map<Long, Integer> destinations = new ConcurrentSkipListMap<>();

    /** Knows the sessions of these nodes, which may still be none. */
    EnsembleSessions(List<NodeSlot<QuorumProgram>> quorum) {
        this.quorum = quorum;
    }

    /** {@return the orders as the server of that node id gets them} */
    ClientAdmission admissionOf(int nodeId) {
        return new ClientAdmission() {
            @Override
            public Order of(long session) {
                if (holds.stream().anyMatch(hold -> hold.session == session)) {
                    return Order.HOLD;
                }
                return destinations.getOrDefault(session, nodeId) == nodeId ? Order.ADMIT : Order.REFUSE;
            }

            @Override
            public void held(long session) {
                holds.stream().filter(hold -> hold.session == session).forEach(hold -> hold.count.incrementAndGet());
            }
        };
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

    /** Asks the leader to end a session; returns whether it is over for every server that serves. */
    public boolean expire(long session) {
        onEach(sessions -> sessions.expire(session));
        return quorum.stream()
                .noneMatch(slot -> slot.ask(
                                "tell whether a session is over",
                                program -> program.server().isServing()
                                        && program.server()
                                                .sessions()
                                                .find(session)
                                                .isPresent())
                        .orElse(false));
    }

    /** Resets a session's connection; returns whether there was one. */
    public boolean reset(long session) {
        List<Boolean> answers = new ArrayList<>();
        onEach(sessions -> answers.add(sessions.reset(session)));
        return answers.contains(true);
    }

    /** Lets nothing pass between a session's client and any server, until released. */
    public Hold hold(long session) {
        Hold hold = new Hold(session);
        holds.add(hold);
        onEach(SessionControl::review);
        return hold;
    }

    /** Has a session's client refused by all servers but one, whatever was ordered before. */
    public void destine(long session, int nodeId) {
        destinations.put(session, nodeId);
        onEach(SessionControl::review);
    }

    /** Has a session's client refused no longer. */
    public void undestine(long session) {
        destinations.remove(session);
    }

    private void onEach(Consumer<SessionControl> action) {
        for (NodeSlot<QuorumProgram> slot : quorum) {
            slot.ask("do something to a session", program -> {
                action.accept(program.server().sessions());
                return true;
            });
        }
    }

    /** One session that is held. */
    public final class Hold {

        private final long session;
        private final AtomicLong count = new AtomicLong();

        private Hold(long session) {
            this.session = session;
        }

        /** {@return how many pieces were held back by now} */
        public long count() {
            return count.get();
        }

        /** Lets everything pass again, unless another hold forbids; does nothing the second time. */
        public void release() {
            if (holds.remove(this)) {
                onEach(SessionControl::review);
            }
        }
    }
}

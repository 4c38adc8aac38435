package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.engine.Disturbance;
import io.embeddedcluster.internal.engine.Ensemble;
import io.embeddedcluster.internal.engine.SessionClient;
import io.embeddedcluster.internal.engine.SessionState;
import io.embeddedcluster.internal.zookeeper.server.ClientStatus;
import io.embeddedcluster.internal.zookeeper.server.SessionStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What our quorum nodes know, as the seam shows it. Threading: any thread but an event loop. */
final class QuorumEnsemble implements Ensemble {

    private final RunningCluster running;
    private final EnsembleSessions sessions;

    QuorumEnsemble(RunningCluster running) {
        this.running = running;
        this.sessions = running.sessions();
    }

    @Override
    public OptionalInt leader() {
        return optional(running.quorumLeaderId());
    }

    private static OptionalInt optional(Optional<Integer> node) {
        return node.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    @Override
    public Optional<String> znodes() {
        return running.znodes();
    }

    @Override
    public List<SessionState> sessions() {
        return sessions.all().stream().map(QuorumEnsemble::state).toList();
    }

    @Override
    public Optional<SessionState> session(long id) {
        return sessions.find(id).map(QuorumEnsemble::state);
    }

    private static SessionState state(SessionStatus status) {
        return new SessionState(status.id(), Duration.ofMillis(status.timeoutMillis()), status.ephemerals());
    }

    @Override
    public OptionalInt serverOf(long session) {
        return optional(sessions.serverOf(session));
    }

    @Override
    public Optional<SessionClient> client(long session) {
        return sessions.client(session).map(QuorumEnsemble::client);
    }

    private static SessionClient client(ClientStatus status) {
        return new SessionClient(
                status.peer(),
                status.watches().stream()
                        .map(watch -> new SessionClient.Watch(
                                watch.path(),
                                SessionClient.WatchKind.valueOf(watch.type().name())))
                        .toList());
    }

    @Override
    public boolean expire(long session) {
        return sessions.expire(session);
    }

    @Override
    public boolean disconnect(long session) {
        return sessions.reset(session);
    }

    @Override
    public Disturbance hold(long session) {
        EnsembleSessions.Hold hold = sessions.hold(session);
        return new Disturbance() {
            @Override
            public long timesFired() {
                return hold.count();
            }

            @Override
            public void end() {
                hold.release();
            }
        };
    }

    @Override
    public void admitOnlyAt(long session, int node) {
        sessions.admitOnlyAt(session, node);
    }

    @Override
    public void admitAnywhere(long session) {
        sessions.admitAnywhere(session);
    }
}

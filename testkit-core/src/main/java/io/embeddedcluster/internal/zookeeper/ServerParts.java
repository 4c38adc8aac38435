package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.zookeeper.handler.Handlers;
import io.embeddedcluster.internal.zookeeper.operator.FourLetterWords;
import io.embeddedcluster.internal.zookeeper.operator.ServerStatistics;
import io.embeddedcluster.internal.zookeeper.session.SessionIds;
import io.embeddedcluster.internal.zookeeper.session.SessionPassword;
import io.embeddedcluster.internal.zookeeper.session.SessionTouches;
import io.embeddedcluster.internal.zookeeper.watch.Watches;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one server share.
 *
 * <p>Threading: the node's event loop.
 */
final class ServerParts {

    /** What session passwords derive from: the same on all servers, as in ZooKeeper. */
    private static final long PASSWORD_SECRET = 0x5e_55_10_4eL;

    final QuorumSpec spec;
    final Host host;
    final QuorumRules rules;
    final Handlers handlers;
    final ReplicatedState state;
    final Watches watches = new Watches();
    final SessionPassword passwords;
    final SessionIds sessionIds;
    final SessionTouches touches = new SessionTouches();
    final ServerStatistics statistics = new ServerStatistics();
    final ClientConnections connections;
    final ReadOnlyMode readOnly;
    private @Nullable WriteLink link;
    private @Nullable FourLetterWords words;
    private ClientAdmission admission = ClientAdmission.OPEN;
    private long modeBeganMillis;

    ServerParts(QuorumSpec spec, Host host, QuorumRules rules) {
        this.spec = spec;
        this.host = host;
        this.rules = rules;
        this.handlers = new Handlers(spec.config().operationRules());
        byte[] membership = spec.membership().getBytes(StandardCharsets.UTF_8);
        this.state = new ReplicatedState(
                membership, handlers, rules, remark -> host.journal().record("quorum-remark", remark));
        this.passwords = new SessionPassword(PASSWORD_SECRET);
        this.sessionIds = new SessionIds(spec.serverId(), host.clock().wallMillis());
        this.connections = new ClientConnections(this);
        this.readOnly = new ReadOnlyMode(this);
    }

    /** {@return the way to the leader, or null where there is none, and this server does not serve} */
    @Nullable
    WriteLink link() {
        return link;
    }

    void link(@Nullable WriteLink link) {
        this.link = link;
        if (link != null) {
            modeBegins();
        }
    }

    /** {@return whether clients are served, be it only those who only read} */
    boolean isServing() {
        return link != null || readOnly.isActive();
    }

    /** The client of that session has shown itself at that moment. */
    void touch(long session, long momentNanos) {
        if (readOnly.isActive()) {
            readOnly.sessions().touch(session, momentNanos);
        } else {
            touches.touch(session, momentNanos);
        }
    }

    /** As in ZooKeeper, a server that serves in another way counts anew. */
    void modeBegins() {
        statistics.reset();
        modeBeganMillis = host.clock().millis();
    }

    /** {@return since when the server serves as it does now, in milliseconds of the cluster's time} */
    long modeBeganMillis() {
        return modeBeganMillis;
    }

    /** {@return what is ordered for clients; set before the server's start} */
    ClientAdmission admission() {
        return admission;
    }

    void admission(ClientAdmission admission) {
        this.admission = admission;
    }

    /** {@return what operators can ask; there from the server's start} */
    FourLetterWords words() {
        return Objects.requireNonNull(words);
    }

    void words(FourLetterWords words) {
        this.words = words;
    }
}

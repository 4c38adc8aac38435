package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.zookeeper.config.QuorumSpec;
import io.embeddedcluster.internal.zookeeper.handler.Handlers;
import io.embeddedcluster.internal.zookeeper.operator.FourLetterWords;
import io.embeddedcluster.internal.zookeeper.operator.ServerStatistics;
import io.embeddedcluster.internal.zookeeper.replicated.CommandForwarder;
import io.embeddedcluster.internal.zookeeper.replicated.QuorumRules;
import io.embeddedcluster.internal.zookeeper.replicated.ReplicatedState;
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
public final class ServerParts {

    /** What session passwords derive from: the same on all servers, as in ZooKeeper. */
    private static final long PASSWORD_SECRET = 0x5e_55_10_4eL;

    public final QuorumSpec spec;
    public final Host host;
    public final QuorumRules rules;
    public final Handlers handlers;
    public final ReplicatedState state;
    public final Watches watches = new Watches();
    public final SessionPassword passwords;
    public final SessionIds sessionIds;
    public final SessionTouches touches = new SessionTouches();
    public final ServerStatistics statistics = new ServerStatistics();
    public final ClientConnections connections;
    public final ReadOnlyMode readOnly;
    private @Nullable CommandForwarder link;
    private @Nullable FourLetterWords words;
    private ClientAdmission admission = ClientAdmission.OPEN;
    private long modeBeganMillis;

    public ServerParts(QuorumSpec spec, Host host, QuorumRules rules) {
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
    public CommandForwarder link() {
        return link;
    }

    public void link(@Nullable CommandForwarder link) {
        this.link = link;
        if (link != null) {
            modeBegins();
        }
    }

    /** {@return whether clients are served, be it only those who only read} */
    public boolean isServing() {
        return link != null || readOnly.isActive();
    }

    /** The client of that session has shown itself at that moment. */
    public void touch(long session, long momentNanos) {
        if (readOnly.isActive()) {
            readOnly.sessions().touch(session, momentNanos);
        } else {
            touches.touch(session, momentNanos);
        }
    }

    /** As in ZooKeeper, a server that serves in another way counts anew. */
    public void modeBegins() {
        statistics.reset();
        modeBeganMillis = host.clock().millis();
    }

    /** {@return since when the server serves as it does now, in milliseconds of the cluster's time} */
    public long modeBeganMillis() {
        return modeBeganMillis;
    }

    /** {@return what is ordered for clients; set before the server's start} */
    public ClientAdmission admission() {
        return admission;
    }

    public void admission(ClientAdmission admission) {
        this.admission = admission;
    }

    /** {@return what operators can ask; there from the server's start} */
    public FourLetterWords words() {
        return Objects.requireNonNull(words);
    }

    public void words(FourLetterWords words) {
        this.words = words;
    }
}

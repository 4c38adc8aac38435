package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.zookeeper.handler.Handlers;
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
    final Handlers handlers = new Handlers();
    final ReplicatedState state;
    final Watches watches = new Watches();
    final SessionPassword passwords;
    final SessionIds sessionIds;
    final SessionTouches touches = new SessionTouches();
    final ServerStatistics statistics = new ServerStatistics();
    final ClientConnections connections;
    private @Nullable WriteLink link;
    private @Nullable FourLetterWords words;

    ServerParts(QuorumSpec spec, Host host, QuorumRules rules) {
        this.spec = spec;
        this.host = host;
        this.rules = rules;
        this.state = new ReplicatedState(spec.membership().getBytes(StandardCharsets.UTF_8), handlers, rules);
        this.passwords = new SessionPassword(PASSWORD_SECRET);
        this.sessionIds = new SessionIds(spec.serverId(), host.clock().wallMillis());
        this.connections = new ClientConnections(this);
    }

    /** {@return the way to the leader, or null where there is none, and this server does not serve} */
    @Nullable
    WriteLink link() {
        return link;
    }

    void link(@Nullable WriteLink link) {
        this.link = link;
    }

    /** {@return what operators can ask; there from the server's start} */
    FourLetterWords words() {
        return Objects.requireNonNull(words);
    }

    void words(FourLetterWords words) {
        this.words = words;
    }
}

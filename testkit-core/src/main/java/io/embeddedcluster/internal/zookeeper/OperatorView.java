package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.Clock;
import io.embeddedcluster.internal.host.Disk;
import io.embeddedcluster.internal.host.Environment;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.config.QuorumSpec;
import io.embeddedcluster.internal.zookeeper.handler.EnsembleMember;
import io.embeddedcluster.internal.zookeeper.operator.ConnectionView;
import io.embeddedcluster.internal.zookeeper.operator.ServerStatistics;
import io.embeddedcluster.internal.zookeeper.operator.ServerView;
import io.embeddedcluster.internal.zookeeper.replicated.CommandForwarder;
import io.embeddedcluster.internal.zookeeper.replicated.ReplicatedState;
import io.embeddedcluster.internal.zookeeper.server.ClientConnections;
import io.embeddedcluster.internal.zookeeper.server.ClientService;
import io.embeddedcluster.internal.zookeeper.session.LocalSessions;
import io.embeddedcluster.internal.zookeeper.session.SessionExpiry;
import io.embeddedcluster.internal.zookeeper.session.SessionTable;
import io.embeddedcluster.internal.zookeeper.tree.DigestLog;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import io.embeddedcluster.internal.zookeeper.watch.Watches;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operators are shown of one server. Threading: the node's event loop. */
final class OperatorView implements ServerView {

    private final QuorumSpec spec;
    private final Host host;
    private final ReplicatedState state;
    private final ClientService service;
    private final ClientConnections connections;
    private final QuorumServer server;

    OperatorView(
            QuorumSpec spec,
            Host host,
            ReplicatedState state,
            ClientService service,
            ClientConnections connections,
            QuorumServer server) {
        this.spec = spec;
        this.host = host;
        this.state = state;
        this.service = service;
        this.connections = connections;
        this.server = server;
    }

    @Override
    public boolean isServing() {
        return service.isServing();
    }

    @Override
    public boolean isReadOnly() {
        return service.isReadOnly();
    }

    @Override
    public String mode() {
        return server.mode().text();
    }

    @Override
    public long lastZxid() {
        return state.lastZxid();
    }

    @Override
    public int outstanding() {
        CommandForwarder forwarder = service.forwarder();
        return forwarder == null ? 0 : forwarder.outstanding();
    }

    @Override
    public long uptimeMillis() {
        return host.clock().millis() - service.modeBeganMillis();
    }

    @Override
    public ServerStatistics statistics() {
        return service.statistics();
    }

    @Override
    public List<? extends ConnectionView> connections() {
        return connections.all();
    }

    @Override
    public ZnodeTree tree() {
        return state.tree();
    }

    @Override
    public DigestLog digests() {
        return state.digests();
    }

    @Override
    public Watches watches() {
        return connections.watches();
    }

    @Override
    public SessionTable sessions() {
        return state.sessions();
    }

    @Override
    public @Nullable SessionExpiry expiry() {
        return server.sessionExpiry();
    }

    @Override
    public @Nullable SessionExpiry localExpiry() {
        if (!spec.config().localSessions()) {
            return null;
        }
        LocalSessions sessions = service.localSessions();
        return sessions == null ? new SessionExpiry(spec.config().tick()) : sessions.expiry();
    }

    @Override
    public @Nullable Integer observedServer() {
        NodeName leader = server.leader();
        return server.mode() != ServerMode.OBSERVER
                ? null
                : server.ensemble().members().keySet().stream()
                        .filter(id -> NodeName.quorum(id).equals(leader))
                        .findFirst()
                        .orElse(null);
    }

    @Override
    public @Nullable LeaderView leader() {
        return server.leaderView();
    }

    @Override
    public Settings settings() {
        QuorumConfig config = spec.config();
        boolean isAlone = spec.isStandalone();
        EnsembleMember told = server.ensemble().member(spec.serverId());
        EnsembleMember member = told == null ? EnsembleMember.local(spec.serverId(), false, null) : told;
        return new Settings(
                host.network().port(),
                "/memory/" + spec.self() + "/version-2",
                dataBytes(),
                config.tick().toMillis(),
                config.maxConnectionsPerAddress(),
                config.sessionlessTimeout().toMillis(),
                config.minSessionTimeout().toMillis(),
                config.maxSessionTimeout().toMillis(),
                isAlone ? 0 : spec.serverId(),
                limitTicks(),
                server.mode() == ServerMode.OBSERVER,
                member.peerPort(),
                member.electionPort(),
                isAlone ? null : membership());
    }

    /** Elections decide how long servers bear with one another: their timeout, in whole ticks. */
    private long limitTicks() {
        long tick = spec.config().tick().toMillis();
        return (spec.raft().electionTimeoutMax().toMillis() + tick - 1) / tick;
    }

    private long dataBytes() {
        Disk disk = host.disk();
        return disk.list("").stream()
                .mapToLong(name -> disk.open(name).length())
                .sum();
    }

    private String membership() {
        return new String(tree().config(), StandardCharsets.UTF_8);
    }

    @Override
    public Environment environment() {
        return host.environment();
    }

    @Override
    public Clock clock() {
        return host.clock();
    }
}

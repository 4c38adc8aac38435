package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.Clock;
import io.embeddedcluster.internal.host.Disk;
import io.embeddedcluster.internal.host.Environment;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.handler.EnsembleMember;
import io.embeddedcluster.internal.zookeeper.operator.ConnectionView;
import io.embeddedcluster.internal.zookeeper.operator.ServerStatistics;
import io.embeddedcluster.internal.zookeeper.operator.ServerView;
import io.embeddedcluster.internal.zookeeper.replicated.CommandForwarder;
import io.embeddedcluster.internal.zookeeper.server.ServerParts;
import io.embeddedcluster.internal.zookeeper.session.SessionExpiry;
import io.embeddedcluster.internal.zookeeper.session.SessionTable;
import io.embeddedcluster.internal.zookeeper.tree.DigestLog;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import io.embeddedcluster.internal.zookeeper.watch.Watches;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows a server to its operators. */
final class OperatorView implements ServerView {

    private final ServerParts parts;
    private final QuorumServer server;

    OperatorView(ServerParts parts, QuorumServer server) {
        this.parts = parts;
        this.server = server;
    }

    @Override
    public boolean isServing() {
        return parts.isServing();
    }

    @Override
    public boolean isReadOnly() {
        return parts.readOnly.isActive();
    }

    @Override
    public String mode() {
        return server.mode().text();
    }

    @Override
    public long lastZxid() {
        return parts.state.lastZxid();
    }

    @Override
    public int outstanding() {
        CommandForwarder link = parts.link();
        return link == null ? 0 : link.outstanding();
    }

    @Override
    public long uptimeMillis() {
        return parts.host.clock().millis() - parts.modeBeganMillis();
    }

    @Override
    public ServerStatistics statistics() {
        return parts.statistics;
    }

    @Override
    public List<? extends ConnectionView> connections() {
        return parts.connections.all();
    }

    @Override
    public ZnodeTree tree() {
        return parts.state.tree();
    }

    @Override
    public DigestLog digests() {
        return parts.state.digests();
    }

    @Override
    public Watches watches() {
        return parts.watches;
    }

    @Override
    public SessionTable sessions() {
        return parts.state.sessions();
    }

    @Override
    public @Nullable SessionExpiry expiry() {
        return server.sessionExpiry();
    }

    @Override
    public @Nullable SessionExpiry localExpiry() {
        if (!parts.spec.config().localSessions()) {
            return null;
        }
        return parts.readOnly.isActive()
                ? parts.readOnly.sessions().expiry()
                : new SessionExpiry(parts.spec.config().tick());
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
        QuorumConfig config = parts.spec.config();
        boolean isAlone = parts.spec.isStandalone();
        EnsembleMember told = server.ensemble().member(parts.spec.serverId());
        EnsembleMember member = told == null ? EnsembleMember.local(parts.spec.serverId(), false, null) : told;
        return new Settings(
                parts.host.network().port(),
                "/memory/" + parts.spec.self() + "/version-2",
                dataBytes(),
                config.tick().toMillis(),
                config.minSessionTimeout().toMillis(),
                config.maxSessionTimeout().toMillis(),
                isAlone ? 0 : parts.spec.serverId(),
                limitTicks(),
                server.mode() == ServerMode.OBSERVER,
                member.peerPort(),
                member.electionPort(),
                isAlone ? null : membership());
    }

    /** Elections decide how long servers bear with one another: their timeout, in whole ticks. */
    private long limitTicks() {
        long tick = parts.spec.config().tick().toMillis();
        return (parts.spec.raft().electionTimeoutMax().toMillis() + tick - 1) / tick;
    }

    private long dataBytes() {
        Disk disk = parts.host.disk();
        return disk.list("").stream()
                .mapToLong(name -> disk.open(name).length())
                .sum();
    }

    private String membership() {
        return new String(tree().config(), StandardCharsets.UTF_8);
    }

    @Override
    public Environment environment() {
        return parts.host.environment();
    }

    @Override
    public Clock clock() {
        return parts.host.clock();
    }
}

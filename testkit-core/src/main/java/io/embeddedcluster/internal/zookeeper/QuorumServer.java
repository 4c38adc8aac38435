package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.edge.gate.ClientGates;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.observer.ClusterObserver;
import io.embeddedcluster.internal.observer.NodeObserver;
import io.embeddedcluster.internal.observer.TermStarted;
import io.embeddedcluster.internal.observer.ZxidAcknowledged;
import io.embeddedcluster.internal.raft.Membership;
import io.embeddedcluster.internal.raft.RaftNode;
import io.embeddedcluster.internal.raft.RaftRole;
import io.embeddedcluster.internal.raft.StateMachine;
import io.embeddedcluster.internal.zookeeper.config.EnsembleMembership;
import io.embeddedcluster.internal.zookeeper.config.QuorumSpec;
import io.embeddedcluster.internal.zookeeper.handler.EnsembleConfig;
import io.embeddedcluster.internal.zookeeper.handler.EnsembleMember;
import io.embeddedcluster.internal.zookeeper.handler.Handlers;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.operator.FourLetterWords;
import io.embeddedcluster.internal.zookeeper.operator.ServerStatistics;
import io.embeddedcluster.internal.zookeeper.operator.ServerView;
import io.embeddedcluster.internal.zookeeper.replicated.AppliedCommand;
import io.embeddedcluster.internal.zookeeper.replicated.Command;
import io.embeddedcluster.internal.zookeeper.replicated.CommandEntry;
import io.embeddedcluster.internal.zookeeper.replicated.CommandForwarder;
import io.embeddedcluster.internal.zookeeper.replicated.ForwarderIds;
import io.embeddedcluster.internal.zookeeper.replicated.PeerMessage;
import io.embeddedcluster.internal.zookeeper.replicated.QuorumRules;
import io.embeddedcluster.internal.zookeeper.replicated.Reconfigurations;
import io.embeddedcluster.internal.zookeeper.replicated.ReplicatedState;
import io.embeddedcluster.internal.zookeeper.replicated.ZkLeader;
import io.embeddedcluster.internal.zookeeper.server.ClientConnections;
import io.embeddedcluster.internal.zookeeper.server.ClientProtocol;
import io.embeddedcluster.internal.zookeeper.server.ClientService;
import io.embeddedcluster.internal.zookeeper.server.Handshake;
import io.embeddedcluster.internal.zookeeper.server.OperationDispatcher;
import io.embeddedcluster.internal.zookeeper.server.ReadOnlyMode;
import io.embeddedcluster.internal.zookeeper.server.SessionControl;
import io.embeddedcluster.internal.zookeeper.session.ServerSession;
import io.embeddedcluster.internal.zookeeper.session.SessionExpiry;
import io.embeddedcluster.internal.zookeeper.tree.TreeChange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One ZooKeeper server of an ensemble, which agrees with the others by Raft.
 *
 * <p>It serves clients while it follows a leader, or is it, and has everything that was committed before that leader's
 * term. When it loses its leader it closes all its clients' connections, so that they look for another server and know
 * that what has no answer may or may not have happened.
 *
 * <p>Where {@code readonlymode.enabled} is set, a server without a leader serves clients who only read.
 *
 * <p>Threading: the event loop of its host, for every method.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperInternals.html ZooKeeper Internals
 */
public final class QuorumServer {

    private final QuorumSpec spec;
    private final Host host;
    private final ReplicatedState state;
    private final ClientService service;
    private final ClientGates gates;
    private final ClientConnections connections;
    private final ReadOnlyMode readOnly;
    private final ClientProtocol protocol;
    private final RaftNode raft;
    private final LeaderChannel leaderChannel;
    private final NodeObserver observer;
    private final ForwarderIds forwarderIds;
    private RaftRole role = RaftRole.FOLLOWER;
    private long term;
    private @Nullable NodeName leader;
    private boolean stopping;

    /** Makes a server that does nothing yet, and that nobody observes. */
    public QuorumServer(QuorumSpec spec, Host host) {
        this(spec, host, List.of());
    }

    /**
     * Makes a server that does nothing yet.
     *
     * @param observers told what clients are promised, and what comes out of the log here
     */
    public QuorumServer(QuorumSpec spec, Host host, List<? extends ClusterObserver> observers) {
        this(spec, host, observers, new QuorumRules());
    }

    /** Makes a server under other rules than ZooKeeper's, to see what comes of that. */
    QuorumServer(QuorumSpec spec, Host host, List<? extends ClusterObserver> observers, QuorumRules rules) {
        this.observer = new NodeObserver(host, observers);
        this.spec = spec;
        this.host = host;
        this.forwarderIds = new ForwarderIds(spec.serverId());
        Handlers handlers = new Handlers(spec.config().operationRules());
        this.state = new ReplicatedState(
                spec.membership().getBytes(StandardCharsets.UTF_8),
                handlers,
                rules,
                remark -> host.journal().record("quorum-remark", remark));
        ServerStatistics statistics = new ServerStatistics();
        this.service = new ClientService(rules, host.clock(), statistics);
        this.gates = new ClientGates(host);
        this.connections = new ClientConnections(host, spec.config(), statistics);
        this.readOnly = new ReadOnlyMode(spec, host, service, state, connections);
        this.protocol = new ClientProtocol(
                service,
                new FourLetterWords(
                        new OperatorView(spec, host, state, service, connections, this),
                        spec.config().fourLetterWords(),
                        spec.config().readOnlyMode()),
                new Handshake(spec, host, service, state, connections),
                new OperationDispatcher(host, service, state, handlers, connections.watches()));
        this.raft = new RaftNode(spec.raft(), rules.raft(), host, new Machine(rules));
        this.leaderChannel = new LeaderChannel(host, raft, service);
    }

    /** Takes part in the ensemble, and listens to clients. */
    public void start() {
        raft.onApplicationMessage(leaderChannel::onPeerMessage);
        raft.start();
        host.network().listen(stream -> gates.accept(stream, gate -> connections.accept(protocol, gate)));
        reviewService("start");
        host.timers().schedule(spec.config().tick().dividedBy(2), this::onHalfTick);
    }

    /**
     * Ends in order: hands leadership over where it leads, closes clients' connections, then leaves the ensemble.
     *
     * @param whenDone runs at the end, at the latest after three election timeouts
     */
    public void shutdown(Runnable whenDone) {
        if (role == RaftRole.LEADER && !spec.isStandalone()) {
            raft.transferLeadership();
        }
        Duration limit = spec.raft().electionTimeoutMax().multipliedBy(3);
        awaitHandover(host.clock().nanos() + limit.toNanos(), whenDone);
    }

    private void awaitHandover(long deadlineNanos, Runnable whenDone) {
        boolean leads = role == RaftRole.LEADER && !spec.isStandalone();
        if (leads && host.clock().nanos() < deadlineNanos) {
            host.timers().schedule(Duration.ofMillis(2), () -> awaitHandover(deadlineNanos, whenDone));
            return;
        }
        stopping = true;
        reviewService("shutdown");
        connections.closeAll("shutdown");
        raft.stop();
        whenDone.run();
    }

    /** {@return what this server is now} */
    public ServerMode mode() {
        if (service.forwarder() == null) {
            return service.isReadOnly() ? ServerMode.READ_ONLY : ServerMode.LOOKING;
        }
        if (spec.isStandalone()) {
            return ServerMode.STANDALONE;
        }
        if (role == RaftRole.LEADER) {
            return ServerMode.LEADER;
        }
        return isObserver() ? ServerMode.OBSERVER : ServerMode.FOLLOWER;
    }

    private boolean isObserver() {
        EnsembleMember member = ensemble().member(spec.serverId());
        return member != null && member.isObserver();
    }

    /**
     * {@return whether the ensemble has agreed on servers of which this one is none: it follows for as long as it runs, and
     * ZooKeeper does not start with such a configuration}
     */
    public boolean isLeftOut() {
        EnsembleConfig config = ensemble();
        return config.version() != 0 && config.member(spec.serverId()) == null;
    }

    /** {@return the servers of the ensemble, as far as this one knows} */
    public EnsembleConfig ensemble() {
        return EnsembleConfig.of(state.tree());
    }

    /** {@return whether clients are served who also write} */
    public boolean isServing() {
        return service.forwarder() != null;
    }

    /** {@return the leader that this server serves under, or null where it does not serve} */
    public @Nullable NodeName leader() {
        return service.forwarder() == null ? null : leader;
    }

    /** {@return whether this server leads, and knows of that one that it has all that was committed before} */
    public boolean isFollowedBy(NodeName other) {
        return raft.syncedPeers().contains(other);
    }

    /** {@return the last transaction that this server has applied} */
    public long lastZxid() {
        return state.lastZxid();
    }

    /** {@return how many sessions the ensemble has, as far as this server knows} */
    public int sessionCount() {
        return state.sessions().size();
    }

    /** {@return how many ephemeral znodes there are here} */
    public int ephemeralCount() {
        return state.tree().ephemeralCount();
    }

    /** {@return how many znodes there are here, the root included} */
    public int znodeCount() {
        return state.tree().size();
    }

    /** {@return what operators ask the leader of an ensemble for; null elsewhere} */
    ServerView.@Nullable LeaderView leaderView() {
        ZkLeader zkLeader = leaderChannel.zkLeader();
        if (zkLeader == null || spec.isStandalone()) {
            return null;
        }
        Membership members = EnsembleMembership.of(ensemble());
        List<NodeName> synced = raft.syncedPeers();
        return new ServerView.LeaderView(
                raft.heardPeers().size(),
                count(synced, node -> !members.learners().contains(node)),
                count(synced, node -> !members.contains(node)),
                count(synced, node -> members.learners().contains(node)),
                zkLeader.pendingSyncs(),
                zkLeader.sizes());
    }

    private static int count(List<NodeName> nodes, Predicate<NodeName> condition) {
        return Math.toIntExact(nodes.stream().filter(condition).count());
    }

    /** {@return when sessions end, where this server decides on it; null elsewhere} */
    @Nullable
    SessionExpiry sessionExpiry() {
        ZkLeader zkLeader = leaderChannel.zkLeader();
        return zkLeader == null ? null : zkLeader.expiry();
    }

    /** {@return how many clients are connected} */
    public int connectionCount() {
        return connections.all().size();
    }

    /** {@return how many watches clients have here} */
    public int watchCount() {
        return connections.watches().size();
    }

    /** {@return the number of the last log entry that this server has applied} */
    public long lastAppliedIndex() {
        return raft.lastAppliedIndex();
    }

    /** {@return the whole replicated state in bytes: equal on servers that have applied the same} */
    public ByteBuffer snapshot() {
        return state.snapshot();
    }

    /** {@return this server as it is now} */
    public ServerPicture picture() {
        return new ServerPicture(
                mode(),
                isServing(),
                lastAppliedIndex(),
                lastZxid(),
                state.digests().all(),
                state.snapshot());
    }

    /** {@return the gates before the connections of this server} */
    public ClientGates gates() {
        return gates;
    }

    /** {@return the sessions of the ensemble as this server has them} */
    public SessionControl sessions() {
        return new SessionControl(state, service, connections, leaderChannel::zkLeader);
    }

    /** {@return the whole tree, one line per znode} */
    public String znodes() {
        return ZnodeText.of(state.tree());
    }

    /** {@return what this server is and holds, one line each, for a failure report} */
    public String dump() {
        List<String> lines = new ArrayList<>();
        lines.add(spec.self() + " mode=" + mode().text() + " leader=" + leader + " term=" + term + " zxid=0x"
                + Long.toHexString(lastZxid()) + " connections=" + connectionCount() + " watches=" + watchCount());
        for (ServerSession session : state.sessions().all()) {
            lines.add("session " + session + " timeout=" + session.timeoutMillis() + "ms ephemerals="
                    + state.tree().ephemeralsOf(session.id()));
        }
        state.tree().walk("/", (path, node) -> lines.add(path + " " + node.stat()));
        return String.join("\n", lines);
    }

    /** {@return what the log has made here} */
    ReplicatedState state() {
        return state;
    }

    // ---- the stretch of service

    private void reviewService(String reason) {
        NodeName present = leader;
        boolean may = present != null && role != RaftRole.CANDIDATE && term == state.epoch() && !stopping;
        if (stopping || (present != null && role != RaftRole.CANDIDATE)) {
            readOnly.leaderFound(reason);
        } else {
            readOnly.leaderLost();
        }
        CommandForwarder forwarder = service.forwarder();
        if (forwarder != null
                && (!may || forwarder.term() != term || !forwarder.leader().equals(present))) {
            stopServing(forwarder, reason);
        }
        if (may && present != null && service.forwarder() == null) {
            startServing(present);
        }
    }

    private void startServing(NodeName present) {
        long id = forwarderIds.next(host.clock().nanos());
        Consumer<PeerMessage.Forward> toLeader = role == RaftRole.LEADER
                ? leaderChannel.toItself(new ZkLeader(state, host, spec.config(), raft::propose, reconfigurations()))
                : leaderChannel.toOther(present);
        service.throughLeader(new CommandForwarder(
                id, term, present, host.timers(), spec.config().tick(), toLeader));
        host.journal().record("quorum-serving", "mode=" + mode().text() + " leader=" + present + " term=" + term);
    }

    private Reconfigurations reconfigurations() {
        return new Reconfigurations(state, raft, spec.config().operationRules());
    }

    private void stopServing(CommandForwarder forwarder, String reason) {
        service.stop();
        forwarder.close();
        connections.closeAll(reason);
        leaderChannel.close();
        host.journal().record("quorum-not-serving", "reason=" + reason + " term=" + term);
    }

    private void onHalfTick() {
        if (stopping) {
            return;
        }
        host.timers().schedule(spec.config().tick().dividedBy(2), this::onHalfTick);
        connections.closeSilent();
        readOnly.expireSessions();
        leaderChannel.reportTouches();
    }

    /** What comes out of the log. */
    private final class Machine implements StateMachine {

        private final TreeChange.Listener watching;

        Machine(QuorumRules rules) {
            watching = rules.watching(connections.watches(), host);
        }

        @Override
        public void apply(long index, long entryTerm, ByteBuffer bytes) {
            CommandEntry entry = CommandEntry.read(bytes);
            boolean mayBeginAnew = entry.command().changesMembers() && role != RaftRole.LEADER;
            boolean wasObserver = mayBeginAnew && isObserver();
            WriteResult result = state.apply(entryTerm, entry, watching);
            if (observer.isObserved()) {
                observer.tell(new AppliedCommand(entry, result, state));
            }
            ZkLeader zkLeader = leaderChannel.zkLeader();
            if (zkLeader != null) {
                zkLeader.applied(entry.command(), result);
            }
            CommandForwarder forwarder = service.forwarder();
            if (forwarder == null) {
                return;
            }
            if (mayBeginAnew && isObserver() != wasObserver) {
                // observed: such a server leaves its clients without an answer, and comes back as what it is now
                stopServing(forwarder, "other role");
                reviewService("other role");
            } else if (mayBeginAnew && isLosing(forwarder.leader())) {
                stopServing(forwarder, "leader leaves");
            } else {
                if (observer.isObserved() && entry.forwarderId() == forwarder.id()) {
                    observer.tell(new ZxidAcknowledged(state.lastZxid()));
                }
                forwarder.applied(entry, result);
                if (entry.command().sessionEffect() == Command.SessionEffect.ENDS) {
                    connections.sessionIsOver(entry.command().session());
                }
            }
        }

        private boolean isLosing(NodeName present) {
            return !EnsembleMembership.of(ensemble()).voters().contains(present);
        }

        @Override
        public void termStarted(long index, long startedTerm) {
            if (observer.isObserved()) {
                observer.tell(new TermStarted(state.lastZxid(), startedTerm));
            }
            state.termStarted(startedTerm);
            reviewService("new term");
        }

        @Override
        public ByteBuffer snapshot() {
            return state.snapshot();
        }

        @Override
        public void restore(ByteBuffer snapshot, long lastIndex, long lastTerm) {
            CommandForwarder forwarder = service.forwarder();
            if (forwarder != null) {
                // Watches would miss what the snapshot skips: clients shall come again and ask.
                stopServing(forwarder, "snapshot installed");
            }
            state.restore(snapshot);
            reviewService("snapshot installed");
        }

        @Override
        public void roleChanged(RaftRole newRole, long newTerm, @Nullable NodeName newLeader) {
            role = newRole;
            term = newTerm;
            leader = newLeader;
            reviewService("role=" + newRole + " leader=" + newLeader);
        }
    }
}

package io.embeddedcluster.internal.zookeeper.replicated;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.operator.SizeRange;
import io.embeddedcluster.internal.zookeeper.session.ServerSession;
import io.embeddedcluster.internal.zookeeper.session.SessionExpiry;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.wire.DeleteContainerRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What the leader of an ensemble does that no other server does: it takes the commands that all servers forward into the
 * log, each once and in the order of its forwarder, and it ends sessions whose clients no longer show themselves.
 *
 * <p>A leader lives for one term: a new leader gives every session its full time again. Threading: the node's event loop.
 */
public final class ZkLeader {

    /** How far a command may be ahead of the one that is missing. */
    private static final int EARLY_LIMIT = 10_000;

    private static final long NO_SESSION = 0;

    private final ReplicatedState state;
    private final Host host;
    private final Duration tick;
    private final Predicate<ByteBuffer> log;
    private final Reconfigurations reconfigurations;
    private final TreeMap<Integer, ForwardedCommands> forwardedByServer = new TreeMap<>();
    private final SessionExpiry expiry;
    private final ContainerExpiry containers;
    private final TreeSet<Long> closing = new TreeSet<>();
    private final SizeRange sizes = new SizeRange();
    private Timers.Timer timer;
    private long checkDueNanos;
    private int pendingSyncs;

    /**
     * Begins a term as the leader, and gives every session its full time.
     *
     * @param config what can be set
     * @param log takes an entry, or says that it cannot now
     * @param reconfigurations takes entries that change the members
     */
    public ZkLeader(
            ReplicatedState state,
            Host host,
            QuorumConfig config,
            Predicate<ByteBuffer> log,
            Reconfigurations reconfigurations) {
        this.state = state;
        this.host = host;
        this.tick = config.tick();
        this.log = log;
        this.reconfigurations = reconfigurations;
        this.expiry = new SessionExpiry(config.tick());
        long now = host.clock().nanos();
        state.sessions().all().forEach(session -> expiry.touch(session, now));
        Predicate<Znode> isDue = node -> state.rules().isDue(node, host.clock().wallMillis(), config);
        this.containers = new ContainerExpiry(state::tree, isDue, host.timers(), config, this::deleteContainer);
        this.timer = scheduleCheck();
    }

    /**
     * Takes a command, and those after it that came early; returns the last sequence that is taken, 0 for none. Of each
     * server only the latest forwarder counts: what an earlier one had sent may be late, and belongs to no client any more.
     */
    public long take(PeerMessage.Forward forward) {
        int server = ForwarderIds.serverOf(forward.forwarderId());
        ForwardedCommands commands = forwardedByServer.get(server);
        if (commands == null || commands.forwarderId < forward.forwarderId()) {
            commands = new ForwardedCommands(forward.forwarderId());
            forwardedByServer.put(server, commands);
            // Perhaps for one that has gone with the earlier forwarder.
            reconfigurations.waitNoMore();
        } else if (commands.forwarderId > forward.forwarderId()) {
            return 0;
        }
        if (forward.sequence() >= commands.next && forward.sequence() < commands.next + EARLY_LIMIT) {
            commands.early.putIfAbsent(forward.sequence(), forward.entry());
        }
        if (reconfigurations.isWaiting()) {
            takeWaiting();
        } else {
            takeFrom(commands);
        }
        return commands.next - 1;
    }

    private void takeFrom(ForwardedCommands commands) {
        ByteBuffer entry = commands.early.get(commands.next);
        while (entry != null && propose(entry)) {
            commands.early.remove(commands.next);
            commands.next++;
            entry = commands.early.get(commands.next);
        }
    }

    /** First the one that all wait for, whichever it is; then the others. */
    private void takeWaiting() {
        forwardedByServer.values().forEach(this::takeFrom);
        if (!reconfigurations.isWaiting()) {
            forwardedByServer.values().forEach(this::takeFrom);
        }
    }

    private boolean propose(ByteBuffer entry) {
        ByteBuffer stamped = CommandEntry.stamped(entry, host.clock().wallMillis());
        boolean isTaken = CommandEntry.changesMembers(entry)
                ? reconfigurations.propose(stamped)
                : !reconfigurations.isWaiting() && log.test(stamped);
        if (isTaken) {
            sizes.add(entry.remaining());
            pendingSyncs += CommandEntry.isSync(entry) ? 1 : 0;
        }
        return isTaken;
    }

    /** Notes which sessions have shown themselves at one server; those that have moved away from it do not count. */
    public void touched(long forwarderId, List<PeerMessage.Touch> touches) {
        long now = host.clock().nanos();
        for (PeerMessage.Touch touch : touches) {
            ServerSession session = state.sessions().find(touch.session());
            if (session != null && session.owner() == forwarderId && !closing.contains(session.id())) {
                expiry.touch(session, now - touch.ageNanos());
            }
        }
    }

    /** Follows sessions as they come and go. */
    public void applied(Command command, WriteResult result) {
        if (reconfigurations.isWaiting()) {
            host.execute(this::takeWaiting);
        }
        if (command instanceof Command.Sync) {
            pendingSyncs--;
        }
        switch (command.sessionEffect()) {
            case NONE -> {}
            case CONNECTS -> connected(command.session(), result);
            case ENDS -> {
                closing.remove(command.session());
                expiry.remove(command.session());
            }
        }
    }

    private void connected(long id, WriteResult result) {
        ServerSession session = result.error().isOk() ? state.sessions().find(id) : null;
        if (session != null && !closing.contains(id)) {
            // A client that comes back may have agreed on a shorter timeout.
            expiry.remove(id);
            expiry.touch(session, host.clock().nanos());
        }
    }

    private Timers.Timer scheduleCheck() {
        checkDueNanos = host.clock().nanos() + tick.toNanos();
        return host.timers().schedule(tick, this::check);
    }

    private void check() {
        long now = host.clock().nanos();
        // After a pause the touches that waited meanwhile come first; no session ends because the leader itself was
        // asleep.
        if (now - checkDueNanos <= tick.toNanos()) {
            expiry.due(now).forEach(this::expire);
        }
        timer = scheduleCheck();
    }

    /** Ends a session, where that is not on its way already. */
    public void expire(long session) {
        if (closing.contains(session)) {
            return;
        }
        CommandEntry entry = new CommandEntry(
                host.clock().wallMillis(), CommandEntry.LEADERS_OWN, 0, new Command.CloseSession(session));
        if (log.test(entry.toBuffer())) {
            closing.add(session);
            expiry.remove(session);
            host.journal().record("session-expired", "session=0x" + Long.toHexString(session));
        }
    }

    private void deleteContainer(String path) {
        Command command = new Command.Write(NO_SESSION, List.of(), new DeleteContainerRequest(path));
        CommandEntry entry = new CommandEntry(host.clock().wallMillis(), CommandEntry.LEADERS_OWN, 0, command);
        if (log.test(entry.toBuffer())) {
            host.journal().record("container-expired", "path=" + path);
        }
    }

    /** {@return when each session ends unless its client shows itself} */
    public SessionExpiry expiry() {
        return expiry;
    }

    /** {@return how many syncs are in the log and not yet out of it} */
    public int pendingSyncs() {
        return pendingSyncs;
    }

    /** {@return how long the entries were that this leader took} */
    public SizeRange sizes() {
        return sizes;
    }

    public void close() {
        timer.cancel();
        containers.close();
    }

    /** What has come from one server's latest forwarder: all below {@code next} is in the log. */
    private static final class ForwardedCommands {

        private final long forwarderId;
        private final TreeMap<Long, ByteBuffer> early = new TreeMap<>();
        private long next = 1;

        ForwardedCommands(long forwarderId) {
            this.forwarderId = forwarderId;
        }
    }
}

package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.DiskException;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.Network;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Timers.Timer;
import io.embeddedcluster.internal.raft.RaftMessage.ApplicationMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node of a replicated log, a voter or not, running on a host.
 *
 * <p>Proposals of one turn of the event loop become one write to disk and one message per follower. The leader sends
 * while it writes; every node answers only for what is on its disk. A snapshot travels whole, in one message. The spec says
 * who takes part at the beginning, the log from then on; a node that is no member follows all the same, as long as it
 * reaches one.
 *
 * <p>A voter whose disk fails takes no further part: it cannot promise anything any more.
 *
 * <p>Threading: the node's event loop only. Determinism: depends on nothing but the host.
 *
 * @spec https://raft.github.io/raft.pdf In Search of an Understandable Consensus Algorithm (extended version)
 * @spec https://github.com/ongardie/dissertation Consensus: Bridging Theory and Practice
 */
public final class RaftNode {

    /** How many proposals may wait for their turn of the event loop; what comes then is refused. */
    private static final int MAX_WAITING_PROPOSALS = 100_000;

    private static final Network.MessageHandler IGNORED = (sender, message) -> {};

    private final RaftSpec spec;
    private final RaftRules rules;
    private final Host host;
    private final StateMachine machine;

    private @Nullable RaftCore core;
    private @Nullable RaftStorage storage;
    private List<Proposal> proposals = new ArrayList<>();
    private Network.MessageHandler applicationHandler = IGNORED;
    private RaftRole role = RaftRole.FOLLOWER;
    private @Nullable NodeName leader;
    private @Nullable Timer timer;
    private long timerDeadline;
    private boolean isStopped;

    /** Creates a voter that has not started. */
    public RaftNode(RaftSpec spec, Host host, StateMachine machine) {
        this(spec, new RaftRules(), host, machine);
    }

    /** Creates a voter under other rules than Raft's, to see what comes of that. */
    public RaftNode(RaftSpec spec, RaftRules rules, Host host, StateMachine machine) {
        this.spec = spec;
        this.rules = rules;
        this.host = host;
        this.machine = machine;
    }

    /**
     * Loads what an earlier run left on the host's disk, then takes part.
     *
     * @throws DiskException if the disk is damaged in a way that no crash explains
     */
    public void start() {
        if (core != null) {
            throw new IllegalStateException("voter " + spec.self() + " has started already");
        }
        RaftStorage opened = new RaftStorage(host.disk(), host.journal());
        RaftState state = opened.load(rules);
        RaftCore created = new RaftCore(spec, rules, host.random("raft-election"), new Effects(opened), state);
        storage = opened;
        core = created;
        if (state.snapshot() != null) {
            restoreMachine(state.snapshot());
        }
        host.network().onMessage(this::onMessage);
        created.start(host.clock().nanos());
        afterEvent(created, opened);
    }

    /**
     * Proposes an entry. Proposals of one leader are committed in the order of the calls, if they are.
     *
     * @param entry not modified afterwards
     * @return false where this node is not the leader that serves; true promises nothing: only its application tells that
     *     an entry was committed
     */
    public boolean propose(ByteBuffer entry) {
        return core != null && core.acceptsProposals() && enqueue(new Proposal(entry, null));
    }

    /**
     * Proposes an entry from which on others take part. The state machine is given the entry as any other.
     *
     * @return false where this node is not the leader that serves, or the last change of members is not committed yet
     */
    public boolean propose(ByteBuffer entry, Membership membership) {
        return core != null
                && core.acceptsReconfiguration()
                && proposals.stream().allMatch(proposal -> proposal.membership() == null)
                && enqueue(new Proposal(entry, membership));
    }

    private boolean enqueue(Proposal proposal) {
        if (isStopped || proposals.size() >= MAX_WAITING_PROPOSALS) {
            return false;
        }
        proposals.add(proposal);
        if (proposals.size() == 1) {
            host.execute(this::proposeWaiting);
        }
        return true;
    }

    /** {@return whether this node leads and everything that was ever proposed to it is committed and applied} */
    public boolean isIdleLeader() {
        return core != null
                && core.acceptsProposals()
                && proposals.isEmpty()
                && core.appliedIndex() == core.log().lastIndex();
    }

    /** {@return whether a change of members is in the log, or about to be, that is not committed yet} */
    public boolean isReconfiguring() {
        return core != null
                && (!core.electorates().isSettled()
                        || proposals.stream().anyMatch(proposal -> proposal.membership() != null));
    }

    /** {@return whether this node leads, and enough of those voters follow it that they could go on alone} */
    public boolean isReadyFor(Membership membership) {
        return core != null && core.role() instanceof Leader leading && leading.isReadyFor(membership);
    }

    /** {@return the role last told to the state machine} */
    public RaftRole role() {
        return role;
    }

    /** {@return the current term; 0 before the first election} */
    public long term() {
        return core == null ? 0 : core.term();
    }

    /** {@return the leader last told to the state machine, or null where none is known} */
    public @Nullable NodeName leader() {
        return leader;
    }

    /**
     * {@return those to whom this leader sends the log, whether they vote or not, and from whom it has heard within an
     * election timeout; none where it does not lead}
     */
    public List<NodeName> heardPeers() {
        return core == null ? List.of() : core.heardPeers();
    }

    /** {@return those of {@link #heardPeers} that have all that was committed before this leader's term} */
    public List<NodeName> syncedPeers() {
        return core == null ? List.of() : core.syncedPeers();
    }

    /** {@return the index of the last entry that the state machine has seen, no-ops included} */
    public long lastAppliedIndex() {
        return core == null ? 0 : core.appliedIndex();
    }

    /** {@return the index of the last entry known to be committed} */
    public long commitIndex() {
        return core == null ? 0 : core.commitIndex();
    }

    /**
     * Hands leadership to the reachable follower that is furthest, if this node leads: done when {@link #role()} is no
     * longer {@link RaftRole#LEADER}, given up after an election timeout. Proposals are refused meanwhile.
     */
    public void transferLeadership() {
        host.execute(() -> event(c -> c.transferLeadership(host.clock().nanos())));
    }

    /** Ends this node's part: nothing is sent, answered or applied any more. */
    public void stop() {
        isStopped = true;
        proposals.clear();
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Sends the application of another voter a message; it may be lost, late, doubled or overtaken. */
    public void send(NodeName to, ByteBuffer applicationMessage) {
        if (!isStopped) {
            host.network().send(to, RaftMessageCodec.encode(new ApplicationMessage(applicationMessage)));
        }
    }

    /** Sets who is given the messages that other voters' applications send. */
    public void onApplicationMessage(Network.MessageHandler handler) {
        applicationHandler = handler;
    }

    /** {@return the core, for tests that look inside; null before the start} */
    @Nullable
    RaftCore core() {
        return core;
    }

    private void onMessage(NodeName sender, ByteBuffer bytes) {
        if (isStopped) {
            return;
        }
        RaftMessage message = RaftMessageCodec.decode(bytes).orElse(null);
        if (message == null || sender.equals(spec.self())) {
            host.journal()
                    .record(
                            "raft-message-dropped",
                            "from=" + sender + " length=" + bytes.remaining()
                                    + (message == null ? " malformed" : " from itself"));
        } else if (message instanceof ApplicationMessage application) {
            applicationHandler.onMessage(sender, application.payload());
        } else {
            event(c -> c.onMessage(host.clock().nanos(), sender, message));
        }
    }

    private void proposeWaiting() {
        List<Proposal> batch = proposals;
        proposals = new ArrayList<>();
        if (!batch.isEmpty()) {
            event(c -> c.propose(host.clock().nanos(), batch));
        }
    }

    private void onTimer() {
        timer = null;
        event(c -> c.onDeadline(host.clock().nanos()));
    }

    private void onSynced(@Nullable DiskException failure) {
        if (failure != null) {
            host.journal().record("raft-disk-failed", failure.toString());
            stop();
            changeRole(RaftRole.FOLLOWER, term(), null);
        } else {
            event(c -> c.onSyncFinished(host.clock().nanos()));
        }
    }

    private void event(CoreEvent event) {
        if (!isStopped && core != null && storage != null) {
            event.run(core);
            afterEvent(core, storage);
        }
    }

    private void afterEvent(RaftCore raft, RaftStorage disk) {
        if (isStopped) {
            return;
        }
        if (raft.wantsSync()) {
            raft.onSyncStarted();
            disk.sync(this::onSynced);
        }
        armTimer(raft.deadline());
    }

    /** A deadline that has moved away needs no new timer: the old one comes early, and finds what is due. */
    private void armTimer(long deadline) {
        if (timer != null && timerDeadline <= deadline) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        timerDeadline = deadline;
        long delay = Math.max(0, deadline - host.clock().nanos());
        timer = host.timers().schedule(Duration.ofNanos(delay), this::onTimer);
    }

    private void restoreMachine(RaftSnapshot snapshot) {
        machine.restore(snapshot.state().asReadOnlyBuffer(), snapshot.lastIndex(), snapshot.lastTerm());
    }

    private void changeRole(RaftRole newRole, long term, @Nullable NodeName newLeader) {
        role = newRole;
        leader = newLeader;
        if (newRole != RaftRole.LEADER) {
            // They were made for the state of a term that is over.
            proposals.clear();
        }
        machine.roleChanged(newRole, term, newLeader);
    }

    /** One event for the core. */
    @FunctionalInterface
    private interface CoreEvent {
        void run(RaftCore core);
    }

    /** What the core wants, done on the host. */
    private final class Effects implements RaftEffects {

        private final RaftStorage disk;

        Effects(RaftStorage disk) {
            this.disk = disk;
        }

        @Override
        public void send(NodeName to, RaftMessage message) {
            if (!isStopped) {
                host.network().send(to, RaftMessageCodec.encode(message));
            }
        }

        @Override
        public void saveVote(long term, @Nullable NodeName votedFor) {
            disk.saveVote(term, votedFor);
        }

        @Override
        public void saveEntries(List<LogEntry> entries) {
            disk.saveEntries(entries);
        }

        @Override
        public void saveSnapshot(RaftSnapshot snapshot) {
            disk.saveSnapshot(snapshot);
        }

        @Override
        public void apply(LogEntry entry) {
            if (isStopped) {
                return;
            }
            if (entry.isNoOp()) {
                machine.termStarted(entry.index(), entry.term());
            } else {
                machine.apply(entry.index(), entry.term(), entry.command());
            }
        }

        @Override
        public ByteBuffer takeSnapshot() {
            return machine.snapshot().slice().asReadOnlyBuffer();
        }

        @Override
        public void restore(RaftSnapshot snapshot) {
            restoreMachine(snapshot);
        }

        @Override
        public void roleChanged(RaftRole newRole, long term, @Nullable NodeName newLeader) {
            changeRole(newRole, term, newLeader);
        }

        @Override
        public void record(String kind, String detail) {
            host.journal().record(kind, detail);
        }
    }
}

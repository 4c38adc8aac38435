package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Raft as a pure core: events come in by the methods of the first part, effects go out through {@link RaftEffects}. It
 * reads no clock and touches no disk or network.
 *
 * <pre>{@code
 *             hears no leader          majority would vote          majority votes
 *  Follower ------------------> PreCandidate ------------> Candidate -----------> Leader
 *     ^  \______________________________________________________^                    |
 *     |              TimeoutNow from the leader                                      |
 *     +--------------- a higher term, or (leader) no word from a majority -----------+
 * }</pre>
 *
 * <p>The second part is what the roles share: term, vote, log, commit and apply.
 *
 * @spec https://raft.github.io/raft.pdf Raft paper
 */
final class RaftCore {

    /** What an entry costs in the log at least, in bytes, however short it is. */
    private static final int MIN_ENTRY_BYTES = 128;

    /** So many bytes of entries make a new snapshot, however few they are: each node keeps them in memory. */
    static final int SNAPSHOT_AFTER_BYTES = 16 << 20;

    /** So many bytes of entries stay in the log behind a snapshot at most. */
    static final int TRAILING_BYTES = 4 << 20;

    private final RaftSpec spec;
    private final RaftRules rules;
    private final RaftEffects effects;
    private final RandomGenerator random;
    private final RaftLog log;
    private final Durability durability;
    private final Electorates electorates = new Electorates(this);
    private final MessageReceiver receiver = new MessageReceiver(this);
    private final boolean isFirstBoot;

    private long now;
    private long term;
    private @Nullable NodeName votedFor;
    private long commitIndex;
    private long appliedIndex;
    private @Nullable RaftSnapshot snapshot;

    /** How much was applied since that snapshot. */
    private long bytesSinceSnapshot;

    private Role role;

    private @Nullable Announcement announced;

    private record Announcement(
            RaftRole role, long term, @Nullable NodeName leader) {}

    RaftCore(RaftSpec spec, RaftRules rules, RandomGenerator random, RaftEffects effects, RaftState state) {
        this.spec = spec;
        this.rules = rules;
        this.random = random;
        this.effects = effects;
        this.durability = new Durability(rules);
        this.log = state.log();
        log.found(spec.membership());
        this.term = state.term();
        this.votedFor = state.votedFor();
        this.snapshot = state.snapshot();
        this.isFirstBoot = state.isFirstBoot();
        this.commitIndex = snapshot == null ? 0 : snapshot.lastIndex();
        this.appliedIndex = commitIndex;
        this.role = new Follower(this, null);
    }

    // ---- events in ----

    void start(long nowNanos) {
        now = nowNanos;
        // What the last run wrote may not be durable yet: nothing is answered before a sync.
        durability.wrote();
        become(role);
        // Nobody can be ahead of anybody yet, so waiting for a random time would only cost time.
        SortedSet<NodeName> voters = electorates.voters();
        boolean isAlone = voters.size() == 1 && voters.contains(spec.self());
        if (isAlone
                || (isFirstBoot && voters.contains(spec.self()) && spec.self().equals(spec.firstCandidate()))) {
            become(new PreCandidate(this));
        }
        role.flush();
    }

    void onMessage(long nowNanos, NodeName from, RaftMessage message) {
        now = nowNanos;
        message.deliver(from, receiver);
        role.flush();
    }

    /** Tells that {@link #deadline()} has come. */
    void onDeadline(long nowNanos) {
        now = nowNanos;
        if (now >= role.deadline()) {
            role.onDeadline();
        }
        role.flush();
    }

    /** Proposes entries; they go nowhere where this node does not lead. */
    void propose(long nowNanos, List<Proposal> proposals) {
        now = nowNanos;
        role.propose(proposals);
        role.flush();
    }

    void transferLeadership(long nowNanos) {
        now = nowNanos;
        role.transferLeadership();
        role.flush();
    }

    /** {@return whether a sync of what was written should begin now} */
    boolean wantsSync() {
        return durability.wantsSync();
    }

    void onSyncStarted() {
        durability.syncStarted(log.lastIndex());
    }

    void onSyncFinished(long nowNanos) {
        now = nowNanos;
        durability.syncFinished();
        role.onDurable();
        role.flush();
    }

    /** {@return when {@link #onDeadline} wants to be called next, in nanoseconds of cluster time} */
    long deadline() {
        return role.deadline();
    }

    /** {@return whether this node leads and would take a proposal} */
    boolean acceptsProposals() {
        return role.acceptsProposals();
    }

    /** {@return whether this node leads and would take a proposal of other members} */
    boolean acceptsReconfiguration() {
        return role.acceptsProposals() && rules.mayReconfigure(log.latestMembershipIndex(), commitIndex);
    }

    List<NodeName> heardPeers() {
        return role.heardPeers();
    }

    List<NodeName> syncedPeers() {
        return role.syncedPeers();
    }

    // ---- what the roles share ----

    RaftSpec spec() {
        return spec;
    }

    RaftRules rules() {
        return rules;
    }

    RaftLog log() {
        return log;
    }

    Durability durability() {
        return durability;
    }

    Role role() {
        return role;
    }

    long now() {
        return now;
    }

    long term() {
        return term;
    }

    @Nullable
    NodeName votedFor() {
        return votedFor;
    }

    long commitIndex() {
        return commitIndex;
    }

    long appliedIndex() {
        return appliedIndex;
    }

    @Nullable
    RaftSnapshot snapshot() {
        return snapshot;
    }

    Electorates electorates() {
        return electorates;
    }

    /** {@return a point in time after a random election timeout (§5.2)} */
    long randomElectionDeadline() {
        return now
                + random.nextLong(
                        spec.electionTimeoutMin().toNanos(),
                        spec.electionTimeoutMax().toNanos());
    }

    void send(NodeName to, RaftMessage message) {
        effects.send(to, message);
    }

    /** Sends once all that is written by now is on disk. */
    void sendOnceDurable(NodeName to, RaftMessage message) {
        durability.onceDurable(() -> effects.send(to, message));
    }

    void record(String kind, String detail) {
        effects.record(kind, "term=" + term + " " + detail);
    }

    void become(Role next) {
        role = next;
        announce();
        next.begin();
    }

    /** Takes over a higher term, or gives up a role in the present one (§5.1). */
    void stepDown(long newTerm, @Nullable NodeName leader) {
        if (newTerm > term) {
            setTermAndVote(newTerm, null);
        }
        become(new Follower(this, leader));
    }

    /** Asks whether it could be elected, or, without a vote, for somebody who is. */
    void seekLeader() {
        become(electorates.includeSelf() ? new PreCandidate(this) : new Follower(this, null));
    }

    /**
     * Asks for the log. A leader sends it to members by itself; this is for who is none yet, or is one that nobody knows of.
     * Those are left out whom this node asks for their votes: it may have been away while others took their places.
     */
    void attend() {
        SortedSet<NodeName> asked = electorates.members();
        asked.addAll(spec.contacts());
        if (electorates.includeSelf()) {
            asked.removeAll(electorates.voters());
        }
        asked.remove(spec.self());
        asked.forEach(node -> send(node, new RaftMessage.Attend(spec.self())));
    }

    /** Begins an election in the next term (§5.2). */
    void campaign(boolean isTransfer) {
        setTermAndVote(term + 1, spec.self());
        become(new Candidate(this, isTransfer));
    }

    void voteFor(NodeName candidate) {
        if (!candidate.equals(votedFor)) {
            setTermAndVote(term, candidate);
        }
    }

    private void setTermAndVote(long newTerm, @Nullable NodeName newVote) {
        term = newTerm;
        votedFor = newVote;
        effects.saveVote(term, rules.voteToSave(votedFor));
        durability.wrote();
    }

    /** Appends entries in the place of all from the first one's index on. */
    void append(List<LogEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        durability.replacedAfter(entries.get(0).index() - 1);
        log.append(entries, rules::forgetMembers);
        effects.saveEntries(entries);
        durability.wrote();
    }

    /** Takes note that all up to the index is committed, and applies it (§5.3). */
    void commitTo(long index) {
        if (index <= commitIndex) {
            return;
        }
        commitIndex = index;
        while (appliedIndex < commitIndex) {
            appliedIndex++;
            bytesSinceSnapshot += sizeBytes(appliedIndex);
            effects.apply(log.entry(appliedIndex));
        }
        if (isSnapshotDue()) {
            compact();
        }
    }

    /**
     * The larger the last snapshot, the longer the log until the next (thesis §5.1.2): else a growing state costs ever more
     * per entry, and were entries counted whatever their length, long ones would fill the memory.
     */
    private boolean isSnapshotDue() {
        long coveredIndex = snapshot == null ? 0 : snapshot.lastIndex();
        long coveredBytes = snapshot == null ? 0 : snapshot.state().remaining();
        boolean isLong = appliedIndex - coveredIndex >= spec.snapshotAfterEntries()
                || bytesSinceSnapshot >= SNAPSHOT_AFTER_BYTES;
        return isLong && bytesSinceSnapshot >= coveredBytes;
    }

    private int sizeBytes(long index) {
        return Math.max(MIN_ENTRY_BYTES, log.entry(index).sizeBytes());
    }

    /** {@return the last entry that the log can do without once there is a snapshot of all that was applied} */
    private long lastDispensable() {
        long index = appliedIndex;
        long least = Math.max(log.baseIndex(), appliedIndex - spec.trailingEntries());
        for (long bytes = 0; index > least; index--) {
            bytes += sizeBytes(index);
            if (bytes > TRAILING_BYTES) {
                break;
            }
        }
        return index;
    }

    /** Takes a snapshot in the place of the log's older part (§7). */
    private void compact() {
        RaftSnapshot taken = new RaftSnapshot(
                appliedIndex, log.termAt(appliedIndex), log.membershipAt(appliedIndex), effects.takeSnapshot());
        log.compactTo(lastDispensable());
        saveSnapshot(taken);
        record("raft-snapshot-taken", "lastIndex=" + taken.lastIndex() + " logFrom=" + (log.baseIndex() + 1));
    }

    /** Takes a leader's snapshot in the place of log and state (§7). */
    void install(RaftSnapshot received) {
        durability.replacedAfter(0);
        log.reset(received);
        saveSnapshot(received);
        commitIndex = received.lastIndex();
        appliedIndex = commitIndex;
        effects.restore(received);
        record("raft-snapshot-installed", "lastIndex=" + received.lastIndex());
    }

    private void saveSnapshot(RaftSnapshot saved) {
        snapshot = saved;
        bytesSinceSnapshot = 0;
        effects.saveSnapshot(saved);
        durability.wrote();
    }

    /** Tells the application what this node is, if that has changed. */
    void announce() {
        Announcement current = new Announcement(role.announcedAs(), term, role.leader());
        if (!Objects.equals(current, announced)) {
            announced = current;
            effects.roleChanged(current.role(), current.term(), current.leader());
        }
    }
}

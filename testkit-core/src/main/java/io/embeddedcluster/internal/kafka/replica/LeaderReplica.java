package io.embeddedcluster.internal.kafka.replica;

import io.embeddedcluster.internal.kafka.log.EpochEnd;
import io.embeddedcluster.internal.kafka.log.LogView;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect.CompleteProduce;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect.HighWatermarkRaised;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect.ProposeIsr;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A replica that leads: it knows how far each follower is, raises the high watermark, proposes changes of the ISR, and
 * holds produces until they are replicated.
 *
 * <p>Two sets of replicas matter. The <em>committed</em> ISR is what the cluster's metadata says. The <em>maximal</em> ISR
 * also has the replica whose addition is proposed but not confirmed. The high watermark waits for the maximal ISR, since
 * a proposal may have taken effect before the leader hears of it; a proposed removal counts only when confirmed.
 *
 * <p>Not modelled: reassignment, follower fetching by consumers, broker epochs.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-497%3A+Add+inter-broker+API+to+alter+ISR KIP-497: Add inter-broker API to alter ISR
 */
public final class LeaderReplica implements ReplicaRole {

    private final int nodeId;
    private final LogView log;
    private final BrokerRules rules;
    private final NavigableMap<Integer, FollowerProgress> followers = new TreeMap<>();
    /** Tickets of waiting produces by the high watermark that each waits for. */
    private final NavigableMap<Long, List<Long>> waiting = new TreeMap<>();

    private ReplicaSettings settings;
    private Set<Integer> aliveBrokers;
    private int leaderEpoch;
    private int partitionEpoch;
    private long epochStartOffset;
    private long highWatermark;
    private List<Integer> committedIsr = List.of();
    private @Nullable ProposeIsr proposal;

    LeaderReplica(
            int nodeId,
            LogView log,
            ReplicaSettings settings,
            BrokerRules rules,
            long highWatermark,
            Set<Integer> aliveBrokers) {
        this.nodeId = nodeId;
        this.rules = rules;
        this.log = log;
        this.settings = settings;
        this.highWatermark = highWatermark;
        this.aliveBrokers = aliveBrokers;
        leaderEpoch = Replica.NO_EPOCH;
    }

    @Override
    public Optional<LeaderReplica> asLeader() {
        return Optional.of(this);
    }

    @Override
    public Optional<FollowerReplica> asFollower() {
        return Optional.empty();
    }

    @Override
    public int leaderEpoch() {
        return leaderEpoch;
    }

    @Override
    public long highWatermark() {
        return highWatermark;
    }

    @Override
    public long promisedEnd() {
        return Math.max(highWatermark, epochStartOffset);
    }

    /** {@return the log end offset at which this leader's epoch began; exclusive end of the former epochs} */
    public long epochStartOffset() {
        return epochStartOffset;
    }

    /** {@return the version of the partition's state that this leader knows} */
    public int partitionEpoch() {
        return partitionEpoch;
    }

    /** {@return the committed ISR} */
    public List<Integer> isr() {
        return committedIsr;
    }

    /** {@return the committed ISR and the replica whose addition is not confirmed yet} */
    public List<Integer> maximalIsr() {
        ProposeIsr pending = proposal;
        return pending == null ? committedIsr : rules.maximalIsr(committedIsr, pending.isr());
    }

    /**
     * Says whether "latest" can be answered: until a new leader's high watermark has come up to the start of its epoch, it
     * may lie behind what the former leader had shown to consumers.
     *
     * @return NONE or OFFSET_NOT_AVAILABLE
     */
    public ErrorCode checkLatestOffset() {
        // KIP-207: Offsets returned by ListOffsetsResponse should be monotonically increasing
        return promisedEnd() > highWatermark ? ErrorCode.OFFSET_NOT_AVAILABLE : ErrorCode.NONE;
    }

    /**
     * Judges a produce before its records are appended.
     *
     * @param acks as in the request: -1 for all, 0 or 1
     * @return NONE or NOT_ENOUGH_REPLICAS
     */
    public ErrorCode checkAppend(short acks) {
        return acks == -1 && isUnderMinIsr() ? ErrorCode.NOT_ENOUGH_REPLICAS : ErrorCode.NONE;
    }

    /** The leader has appended to its log. */
    public List<ReplicaEffect> onAppended(long nowMillis) {
        return raiseHighWatermark(nowMillis);
    }

    /**
     * A produce with acks=all is to be answered when its records are replicated. It is answered at once where they are.
     *
     * @param ticket the broker's name for the produce
     * @param requiredOffset the offset behind the last record; exclusive
     */
    public List<ReplicaEffect> awaitReplication(long ticket, long requiredOffset) {
        waiting.computeIfAbsent(requiredOffset, offset -> new ArrayList<>(1)).add(ticket);
        return completeReplicated();
    }

    /** The time of a waiting produce is over: it is not answered here any more. The records may still be replicated. */
    public void abandon(long ticket) {
        waiting.values().forEach(tickets -> tickets.remove((Long) ticket));
        waiting.values().removeIf(List::isEmpty);
    }

    /** {@return how many produces wait for replication} */
    public int waitingCount() {
        return waiting.values().stream().mapToInt(List::size).sum();
    }

    /**
     * A follower fetches. To be called once per fetch, when it arrives; what is read for it later does not count.
     *
     * @param follower the follower's node id
     */
    public FetchJudgement onFollowerFetch(int follower, FollowerFetch fetch, long nowMillis) {
        ErrorCode error = checkFetch(follower, fetch);
        if (error != ErrorCode.NONE) {
            return new FetchJudgement.Refused(error);
        }
        Optional<EpochEnd> diverging = findDivergence(fetch);
        if (diverging.isPresent()) {
            return new FetchJudgement.Diverging(diverging.get());
        }
        if (fetch.fetchOffset() > log.endOffset()) {
            return new FetchJudgement.Refused(ErrorCode.OFFSET_OUT_OF_RANGE);
        }
        FollowerProgress progress = Objects.requireNonNull(followers.computeIfPresent(
                follower, (id, known) -> known.afterFetch(fetch.fetchOffset(), log.endOffset(), nowMillis)));
        List<ReplicaEffect> effects = new ArrayList<>(expandIsr(follower, progress));
        effects.addAll(raiseHighWatermark(nowMillis));
        return new FetchJudgement.Accepted(effects);
    }

    private ErrorCode checkFetch(int follower, FollowerFetch fetch) {
        boolean saysEpoch = fetch.leaderEpoch() != Replica.NO_EPOCH;
        if (saysEpoch && fetch.leaderEpoch() != leaderEpoch) {
            return fetch.leaderEpoch() < leaderEpoch ? ErrorCode.FENCED_LEADER_EPOCH : ErrorCode.UNKNOWN_LEADER_EPOCH;
        }
        if (!followers.containsKey(follower)) {
            return saysEpoch ? ErrorCode.UNKNOWN_LEADER_EPOCH : ErrorCode.NOT_LEADER_OR_FOLLOWER;
        }
        if (fetch.lastFetchedEpoch() >= 0
                && log.endOffsetFor(fetch.lastFetchedEpoch()).isUnknown()) {
            return ErrorCode.OFFSET_OUT_OF_RANGE;
        }
        return fetch.fetchOffset() < log.startOffset() ? ErrorCode.OFFSET_OUT_OF_RANGE : ErrorCode.NONE;
    }

    private Optional<EpochEnd> findDivergence(FollowerFetch fetch) {
        if (fetch.lastFetchedEpoch() < 0) {
            return Optional.empty();
        }
        EpochEnd end = log.endOffsetFor(fetch.lastFetchedEpoch());
        return rules.hasDiverged(fetch.lastFetchedEpoch(), fetch.fetchOffset(), end.leaderEpoch(), end.endOffset())
                ? Optional.of(end)
                : Optional.empty();
    }

    /**
     * A follower may join the ISR when it has all that is committed and has come into this leader's epoch: before that,
     * something committed by the former leader may lie beyond our high watermark and not be in the follower's log.
     */
    private List<ReplicaEffect> expandIsr(int follower, FollowerProgress progress) {
        boolean isInSync = rules.mayJoinIsr(progress.endOffset(), highWatermark, epochStartOffset);
        if (proposal != null || committedIsr.contains(follower) || !aliveBrokers.contains(follower) || !isInSync) {
            return List.of();
        }
        List<Integer> isr = new ArrayList<>(committedIsr);
        isr.add(follower);
        return propose(isr);
    }

    /** Time has passed: followers that lag for too long are to leave the ISR. To be called every half of that lag time. */
    public List<ReplicaEffect> onTick(long nowMillis) {
        List<ReplicaEffect> effects = new ArrayList<>(raiseHighWatermark(nowMillis));
        if (proposal == null) {
            List<Integer> inSync = committedIsr.stream()
                    .filter(member -> member == nodeId || isCaughtUp(member, nowMillis))
                    .toList();
            if (inSync.size() < committedIsr.size()) {
                effects.addAll(propose(inSync));
            }
        }
        return effects;
    }

    /**
     * A proposal has been decided, or has been lost sight of.
     *
     * @param decided the proposal; one that is not the latest is ignored
     */
    public List<ReplicaEffect> onIsrOutcome(ProposeIsr decided, IsrOutcome outcome, long nowMillis) {
        if (!decided.equals(proposal)) {
            return List.of();
        }
        return outcome.fold(
                accepted -> {
                    proposal = null;
                    committedIsr = decided.isr();
                    partitionEpoch = accepted.partitionEpoch();
                    return raiseHighWatermark(nowMillis);
                },
                superseded -> List.of(),
                notAttempted -> {
                    proposal = null;
                    return raiseHighWatermark(nowMillis);
                },
                unknown -> List.of(decided));
    }

    /** This broker leads in a new epoch, whether or not it led before. */
    List<ReplicaEffect> onNewEpoch(PartitionState state, long nowMillis) {
        boolean ledBefore = leaderEpoch != Replica.NO_EPOCH;
        leaderEpoch = state.leaderEpoch();
        epochStartOffset = log.endOffset();
        NavigableMap<Integer, FollowerProgress> before = new TreeMap<>(followers);
        followers.clear();
        for (int follower : state.replicas()) {
            boolean isInSync = state.isr().contains(follower);
            FollowerProgress known = ledBefore ? before.get(follower) : null;
            if (follower != nodeId) {
                followers.put(
                        follower,
                        known == null
                                ? FollowerProgress.unknown(isInSync, nowMillis)
                                : known.inNewEpoch(isInSync, epochStartOffset, nowMillis));
            }
        }
        return onNewIsr(state, nowMillis);
    }

    /** The ISR was changed in this leader's epoch; a proposal that was under way is settled by that. */
    List<ReplicaEffect> onNewIsr(PartitionState state, long nowMillis) {
        committedIsr = state.isr();
        partitionEpoch = state.partitionEpoch();
        proposal = null;
        return raiseHighWatermark(nowMillis);
    }

    List<ReplicaEffect> onAliveBrokers(Set<Integer> nodeIds, long nowMillis) {
        aliveBrokers = nodeIds;
        return raiseHighWatermark(nowMillis);
    }

    List<ReplicaEffect> onSettings(ReplicaSettings value, long nowMillis) {
        settings = value;
        return raiseHighWatermark(nowMillis);
    }

    /** Another broker leads: this one will not learn when the waiting produces are replicated. */
    List<ReplicaEffect> resign() {
        List<ReplicaEffect> effects = new ArrayList<>();
        waiting.values()
                .forEach(tickets -> tickets.forEach(
                        ticket -> effects.add(new CompleteProduce(ticket, ErrorCode.NOT_LEADER_OR_FOLLOWER))));
        waiting.clear();
        return effects;
    }

    /**
     * The high watermark is the least log end offset of the leader, the maximal ISR, and replicas that are about to join
     * it. It never falls, and stays where the ISR is smaller than min.insync.replicas.
     */
    private List<ReplicaEffect> raiseHighWatermark(long nowMillis) {
        long least = log.endOffset();
        for (Map.Entry<Integer, FollowerProgress> entry : followers.entrySet()) {
            int follower = entry.getKey();
            boolean counts = rules.holdsBackHighWatermark(
                    maximalIsr().contains(follower),
                    aliveBrokers.contains(follower) && isCaughtUp(follower, nowMillis));
            if (counts) {
                least = Math.min(least, entry.getValue().endOffset());
            }
        }
        List<ReplicaEffect> effects = new ArrayList<>();
        if (least > highWatermark && !isUnderMinIsr()) {
            highWatermark = least;
            effects.add(new HighWatermarkRaised(highWatermark));
        }
        effects.addAll(completeReplicated());
        return effects;
    }

    private List<ReplicaEffect> completeReplicated() {
        NavigableMap<Long, List<Long>> replicated = waiting.headMap(highWatermark, true);
        if (replicated.isEmpty()) {
            return List.of();
        }
        ErrorCode outcome = rules.isUnderMinIsr(maximalIsr().size(), effectiveMinIsr())
                ? ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND
                : ErrorCode.NONE;
        List<ReplicaEffect> effects = new ArrayList<>();
        replicated
                .values()
                .forEach(tickets -> tickets.forEach(ticket -> effects.add(new CompleteProduce(ticket, outcome))));
        replicated.clear();
        return effects;
    }

    private boolean isCaughtUp(int follower, long nowMillis) {
        FollowerProgress progress = followers.get(follower);
        return progress != null && progress.isCaughtUp(log.endOffset(), nowMillis, settings.lagTimeMaxMillis());
    }

    private boolean isUnderMinIsr() {
        return rules.isUnderMinIsr(committedIsr.size(), effectiveMinIsr());
    }

    private int effectiveMinIsr() {
        return Math.min(settings.minInsyncReplicas(), followers.size() + 1);
    }

    private List<ReplicaEffect> propose(List<Integer> isr) {
        ProposeIsr proposed = new ProposeIsr(isr, leaderEpoch, partitionEpoch);
        proposal = proposed;
        return List.of(proposed);
    }
}

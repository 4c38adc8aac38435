package io.embeddedcluster.internal.kafka.replica;

import io.embeddedcluster.internal.kafka.log.EpochEnd;
import io.embeddedcluster.internal.kafka.log.LogView;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect.BecomeFollower;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect.BecomeLeader;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One broker's replica of a partition: leader or follower as the partition's state says.
 *
 * <pre>
 *   (no leader known)  --state: other leads-->  FollowerReplica  --state: we lead-->  LeaderReplica
 *                                                     ^                                   |
 *                                                     +-----------state: other leads------+
 * </pre>
 *
 * <p>States of an older leader epoch, and older states of the same epoch, are ignored. The high watermark goes from role
 * to role: a new leader begins with what it knew as a follower.
 *
 * <p>Threading: confined to the broker's event loop. Determinism: no clock, no randomness.
 *
 * @spec https://kafka.apache.org/documentation/#replication Apache Kafka: Replication
 */
public final class Replica {

    /** A request that does not say which leader epoch it believes in. */
    public static final int NO_EPOCH = -1;

    private final int nodeId;
    private final LogView log;
    private final BrokerRules rules;
    private ReplicaSettings settings;
    private ReplicaRole role;
    private int partitionEpoch = -1;
    private Set<Integer> aliveBrokers = new TreeSet<>();

    /**
     * Begins as a replica that has not been told its leader.
     *
     * @param nodeId the node id of this broker
     * @param checkpointedHighWatermark what was known to be committed when the broker stopped, 0 where nothing is known
     */
    public Replica(
            int nodeId, LogView log, ReplicaSettings settings, BrokerRules rules, long checkpointedHighWatermark) {
        this.nodeId = nodeId;
        this.log = log;
        this.rules = rules;
        this.settings = settings;
        long highWatermark =
                Math.max(log.startOffset(), rules.highWatermarkAtStart(checkpointedHighWatermark, log.endOffset()));
        role = new FollowerReplica(PartitionState.NO_LEADER, NO_EPOCH, log, rules, highWatermark);
    }

    /** {@return this replica as the leader; empty where it follows} */
    public Optional<LeaderReplica> leader() {
        return role.asLeader();
    }

    /** {@return this replica as a follower; empty where it leads} */
    public Optional<FollowerReplica> follower() {
        return role.asFollower();
    }

    /** {@return the leader epoch that this replica is in, or -1} */
    public int leaderEpoch() {
        return role.leaderEpoch();
    }

    /** {@return the end of what is known to be committed; exclusive} */
    public long highWatermark() {
        return role.highWatermark();
    }

    /** {@return the end of what clients may have been promised, where this replica leads or is about to; exclusive} */
    public long promisedEnd() {
        return role.promisedEnd();
    }

    /** Takes in what the cluster's metadata says of the partition. */
    public List<ReplicaEffect> onPartitionState(PartitionState state, long nowMillis) {
        boolean isNewEpoch = state.leaderEpoch() > role.leaderEpoch();
        boolean isNewerState = state.leaderEpoch() == role.leaderEpoch() && state.partitionEpoch() > partitionEpoch();
        if (!isNewEpoch && !isNewerState) {
            return List.of();
        }
        partitionEpoch = state.partitionEpoch();
        if (state.leader() != nodeId) {
            return becomeFollower(state);
        }
        LeaderReplica leader = leader().orElse(null);
        if (leader == null) {
            return becomeLeader(state, nowMillis);
        }
        if (!isNewEpoch) {
            return leader.onNewIsr(state, nowMillis);
        }
        List<ReplicaEffect> effects = new ArrayList<>();
        effects.add(new BecomeLeader(state.leaderEpoch()));
        effects.addAll(leader.onNewEpoch(state, nowMillis));
        return effects;
    }

    private List<ReplicaEffect> becomeLeader(PartitionState state, long nowMillis) {
        LeaderReplica leader = new LeaderReplica(nodeId, log, settings, rules, role.highWatermark(), aliveBrokers);
        role = leader;
        List<ReplicaEffect> effects = new ArrayList<>();
        effects.add(new BecomeLeader(state.leaderEpoch()));
        effects.addAll(leader.onNewEpoch(state, nowMillis));
        return effects;
    }

    private List<ReplicaEffect> becomeFollower(PartitionState state) {
        if (follower().isPresent() && role.leaderEpoch() == state.leaderEpoch()) {
            // Only the ISR changed, which is the leader's business.
            return List.of();
        }
        List<ReplicaEffect> effects = new ArrayList<>();
        leader().ifPresent(leader -> effects.addAll(leader.resign()));
        role = new FollowerReplica(state.leader(), state.leaderEpoch(), log, rules, role.highWatermark());
        effects.add(new BecomeFollower(state.leader(), state.leaderEpoch()));
        return effects;
    }

    /** Takes in which brokers are registered: only they can hold back the high watermark from outside the ISR. */
    public List<ReplicaEffect> onAliveBrokers(Set<Integer> nodeIds, long nowMillis) {
        aliveBrokers = new TreeSet<>(nodeIds);
        return leader().map(leader -> leader.onAliveBrokers(aliveBrokers, nowMillis))
                .orElse(List.of());
    }

    /** Takes in changed settings. */
    public List<ReplicaEffect> onSettings(ReplicaSettings value, long nowMillis) {
        settings = value;
        return leader().map(leader -> leader.onSettings(value, nowMillis)).orElse(List.of());
    }

    /**
     * Judges a request by the leader epoch that its sender believes in.
     *
     * @param currentLeaderEpoch as in the request; -1 for none
     * @param needsLeader whether a follower may not serve it
     * @return NONE, FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH or NOT_LEADER_OR_FOLLOWER
     */
    public ErrorCode checkLeaderEpoch(int currentLeaderEpoch, boolean needsLeader) {
        // KIP-320: a sender with an older epoch has to learn of the new leader, one with a newer epoch has to wait for
        // us.
        if (currentLeaderEpoch != NO_EPOCH && currentLeaderEpoch < role.leaderEpoch()) {
            return ErrorCode.FENCED_LEADER_EPOCH;
        }
        if (currentLeaderEpoch != NO_EPOCH && currentLeaderEpoch > role.leaderEpoch()) {
            return ErrorCode.UNKNOWN_LEADER_EPOCH;
        }
        return needsLeader && leader().isEmpty() ? ErrorCode.NOT_LEADER_OR_FOLLOWER : ErrorCode.NONE;
    }

    /**
     * Answers where a leader epoch ends in this replica's log.
     *
     * @param currentLeaderEpoch as in the request; -1 for none
     * @param requestedEpoch the epoch asked for
     */
    public EpochEndAnswer offsetForLeaderEpoch(int currentLeaderEpoch, int requestedEpoch) {
        ErrorCode error = checkLeaderEpoch(currentLeaderEpoch, true);
        return new EpochEndAnswer(error, error == ErrorCode.NONE ? log.endOffsetFor(requestedEpoch) : EpochEnd.UNKNOWN);
    }

    private int partitionEpoch() {
        return leader().map(LeaderReplica::partitionEpoch).orElse(partitionEpoch);
    }

    /**
     * The answer to OffsetForLeaderEpoch.
     *
     * @param error NONE, or why there is no answer
     * @param end the epoch's end, or {@link EpochEnd#UNKNOWN}
     */
    public record EpochEndAnswer(ErrorCode error, EpochEnd end) {}
}

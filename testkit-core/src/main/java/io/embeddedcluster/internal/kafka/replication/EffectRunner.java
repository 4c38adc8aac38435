package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.replica.IsrOutcome;
import io.embeddedcluster.internal.kafka.replica.LeaderReplica;
import io.embeddedcluster.internal.kafka.replica.PartitionState;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect;
import io.embeddedcluster.internal.kafka.znode.PartitionStateStore;
import io.embeddedcluster.internal.kafka.znode.PartitionStateStore.IsrChange;
import java.util.List;

/** Carries out what the rules of replication decide: at once, and in their order. */
final class EffectRunner {

    private final Host host;
    private final PartitionStateStore states;
    private final FollowerFetchers fetchers;
    private final PendingReplication pending;
    private final DelayedOperations delayed;
    private final Leaderships leaderships;

    EffectRunner(
            Host host,
            PartitionStateStore states,
            FollowerFetchers fetchers,
            PendingReplication pending,
            DelayedOperations delayed,
            Leaderships leaderships) {
        this.host = host;
        this.states = states;
        this.fetchers = fetchers;
        this.pending = pending;
        this.delayed = delayed;
        this.leaderships = leaderships;
    }

    void run(HostedReplica hosted, List<ReplicaEffect> effects) {
        effects.forEach(effect -> run(hosted, effect));
    }

    private void run(HostedReplica hosted, ReplicaEffect effect) {
        if (effect instanceof ReplicaEffect.BecomeLeader leader) {
            becomeLeader(hosted, leader.leaderEpoch());
        } else if (effect instanceof ReplicaEffect.BecomeFollower follower) {
            becomeFollower(hosted, follower);
        } else if (effect instanceof ReplicaEffect.HighWatermarkRaised) {
            delayed.wake(hosted.topicPartition());
        } else if (effect instanceof ReplicaEffect.CompleteProduce produce) {
            pending.complete(produce.ticket(), produce.error());
        } else if (effect instanceof ReplicaEffect.ProposeIsr proposal) {
            propose(hosted, proposal);
        }
    }

    private void becomeLeader(HostedReplica hosted, int leaderEpoch) {
        fetchers.remove(hosted.topicPartition());
        hosted.log().beginLeaderEpoch(leaderEpoch);
        delayed.wake(hosted.topicPartition());
        leaderships.begin(hosted.topicPartition(), leaderEpoch);
    }

    private void becomeFollower(HostedReplica hosted, ReplicaEffect.BecomeFollower role) {
        leaderships.end(hosted.topicPartition());
        fetchers.remove(hosted.topicPartition());
        if (role.leader() != PartitionState.NO_LEADER) {
            fetchers.add(role.leader(), hosted);
        }
        delayed.wake(hosted.topicPartition());
        host.journal()
                .record(
                        "follower-began",
                        "topicPartition=" + hosted.topicPartition() + " leader=" + role.leader() + " leaderEpoch="
                                + role.leaderEpoch() + " logEndOffset="
                                + hosted.log().endOffset() + " highWatermark="
                                + hosted.replica().highWatermark());
    }

    private void propose(HostedReplica hosted, ReplicaEffect.ProposeIsr proposal) {
        states.alterIsr(hosted.topicPartition(), hosted.partition(), proposal.isr(), change -> {
            IsrOutcome outcome = new IsrOutcome.Superseded();
            if (change instanceof IsrChange.Accepted accepted) {
                hosted.partition(accepted.partition());
                outcome = new IsrOutcome.Accepted(accepted.partition().zkVersion());
                host.journal()
                        .record(
                                "isr-changed",
                                "topicPartition=" + hosted.topicPartition() + " isr=" + proposal.isr() + " leaderEpoch="
                                        + proposal.leaderEpoch());
            }
            LeaderReplica leader = hosted.replica().leader().orElse(null);
            if (leader != null) {
                run(hosted, leader.onIsrOutcome(proposal, outcome, host.clock().millis()));
            }
        });
    }
}

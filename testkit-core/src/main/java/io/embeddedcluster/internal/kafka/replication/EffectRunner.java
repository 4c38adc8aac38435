package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.replica.IsrOutcome;
import io.embeddedcluster.internal.kafka.replica.LeaderReplica;
import io.embeddedcluster.internal.kafka.replica.PartitionState;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect;
import io.embeddedcluster.internal.kafka.znode.PartitionStateStore;
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
        if (!effects.isEmpty()) {
            ReplicaEffect.Handler handler = new Effects(hosted);
            effects.forEach(effect -> effect.applyTo(handler));
        }
    }

    private IsrOutcome accepted(HostedReplica hosted, ReplicaEffect.ProposeIsr proposal, PartitionImage partition) {
        hosted.partition(partition);
        host.journal()
                .record(
                        "isr-changed",
                        "topicPartition=" + hosted.topicPartition() + " isr=" + proposal.isr() + " leaderEpoch="
                                + proposal.leaderEpoch());
        return new IsrOutcome.Accepted(partition.zkVersion());
    }

    /** Carries out the effects of one replica. */
    private final class Effects implements ReplicaEffect.Handler {

        private final HostedReplica hosted;

        Effects(HostedReplica hosted) {
            this.hosted = hosted;
        }

        @Override
        public void becomeLeader(ReplicaEffect.BecomeLeader role) {
            fetchers.remove(hosted.topicPartition());
            hosted.log().beginLeaderEpoch(role.leaderEpoch());
            delayed.wake(hosted.topicPartition());
            leaderships.begin(hosted.topicPartition(), role.leaderEpoch());
        }

        @Override
        public void becomeFollower(ReplicaEffect.BecomeFollower role) {
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

        @Override
        public void highWatermarkRaised(ReplicaEffect.HighWatermarkRaised raised) {
            delayed.wake(hosted.topicPartition());
        }

        @Override
        public void completeProduce(ReplicaEffect.CompleteProduce produce) {
            pending.complete(produce.ticket(), produce.error());
        }

        @Override
        public void proposeIsr(ReplicaEffect.ProposeIsr proposal) {
            states.alterIsr(hosted.topicPartition(), hosted.partition(), proposal.isr(), change -> {
                IsrOutcome outcome = change.fold(
                        accepted -> accepted(hosted, proposal, accepted.partition()),
                        refused -> new IsrOutcome.Superseded(),
                        outdated -> new IsrOutcome.NotAttempted());
                LeaderReplica leader = hosted.replica().leader().orElse(null);
                if (leader != null) {
                    run(
                            hosted,
                            leader.onIsrOutcome(proposal, outcome, host.clock().millis()));
                }
            });
        }
    }
}

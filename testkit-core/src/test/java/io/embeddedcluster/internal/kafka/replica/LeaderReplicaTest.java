package io.embeddedcluster.internal.kafka.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.log.EpochEnd;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect.BecomeFollower;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect.BecomeLeader;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect.CompleteProduce;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect.HighWatermarkRaised;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect.ProposeIsr;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The leader of three replicas 1, 2, 3, which is broker 1, driven by hand. */
class LeaderReplicaTest {

    private static final short ALL = -1;
    private static final long LAG = 1000;

    private final FakeLog log = new FakeLog().ending(10).epoch(4, 0);
    private final Replica replica = new Replica(1, log, new ReplicaSettings(2, LAG), new BrokerRules(), 7);
    private long now = 5000;

    @Test
    void beginsWithTheHighWatermarkItKnew() {
        assertThat(lead(5, 1, 2, 3)).containsExactly(new BecomeLeader(5));

        assertThat(replica.highWatermark()).isEqualTo(7);
        assertThat(leader().epochStartOffset()).isEqualTo(10);
    }

    @Test
    void aCheckpointBeyondTheLogIsCutToTheLog() {
        assertThat(new Replica(1, log, ReplicaSettings.DEFAULTS, new BrokerRules(), 17).highWatermark())
                .isEqualTo(10);
        log.startOffset = 8;
        assertThat(new Replica(1, log, ReplicaSettings.DEFAULTS, new BrokerRules(), 3).highWatermark())
                .isEqualTo(8);
    }

    @Test
    void highWatermarkIsTheLeastEndOfTheIsr() {
        lead(5, 1, 2, 3);
        log.ending(12);

        assertThat(leader().onAppended(now)).isEmpty();
        assertThat(fetch(2, 12)).isEmpty();
        assertThat(fetch(3, 11)).containsExactly(new HighWatermarkRaised(11));
        assertThat(fetch(3, 12)).containsExactly(new HighWatermarkRaised(12));
    }

    @Test
    void highWatermarkNeverFalls() {
        lead(5, 1, 2, 3);
        fetch(2, 10);
        assertThat(fetch(3, 10)).containsExactly(new HighWatermarkRaised(10));

        assertThat(fetch(3, 8)).isEmpty();
        assertThat(replica.highWatermark()).isEqualTo(10);
    }

    @Test
    void highWatermarkStaysBelowMinIsr() {
        lead(5, 1);
        log.ending(12);

        assertThat(leader().onAppended(now)).isEmpty();
        assertThat(replica.highWatermark()).isEqualTo(7);

        assertThat(replica.onSettings(new ReplicaSettings(1, LAG), now)).containsExactly(new HighWatermarkRaised(12));
    }

    @Test
    void minIsrIsAtMostTheNumberOfReplicas() {
        replica.onSettings(new ReplicaSettings(9, LAG), now);
        lead(5, 1, 2, 3);

        assertThat(leader().checkAppend(ALL)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void acksAllNeedsMinIsr() {
        lead(5, 1);

        assertThat(leader().checkAppend(ALL)).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(leader().checkAppend((short) 1)).isEqualTo(ErrorCode.NONE);
        assertThat(leader().checkAppend((short) 0)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void produceIsAnsweredWhenItIsReplicated() {
        lead(5, 1, 2, 3);
        log.ending(12);
        leader().onAppended(now);
        assertThat(leader().awaitReplication(70, 11)).isEmpty();
        assertThat(leader().awaitReplication(71, 12)).isEmpty();

        fetch(2, 12);
        assertThat(fetch(3, 11)).containsExactly(new HighWatermarkRaised(11), new CompleteProduce(70, ErrorCode.NONE));
        assertThat(fetch(3, 12)).containsExactly(new HighWatermarkRaised(12), new CompleteProduce(71, ErrorCode.NONE));
        assertThat(leader().waitingCount()).isZero();
    }

    @Test
    void produceThatIsReplicatedAlreadyIsAnsweredAtOnce() {
        lead(5, 1, 2, 3);

        assertThat(leader().awaitReplication(70, 7)).containsExactly(new CompleteProduce(70, ErrorCode.NONE));
    }

    @Test
    void produceWaitsWhileTheIsrIsTooSmall() {
        lead(5, 1, 2);
        log.ending(12);
        leader().awaitReplication(70, 12);
        fetch(2, 12);
        log.ending(13);
        leader().awaitReplication(71, 13);
        replica.onPartitionState(state(5, 2, List.of(1)), now);

        now += LAG + 1;
        assertThat(leader().onTick(now)).isEmpty();
        assertThat(leader().waitingCount()).isOne();
        assertThat(replica.onSettings(new ReplicaSettings(1, LAG), now))
                .containsExactly(new HighWatermarkRaised(13), new CompleteProduce(71, ErrorCode.NONE));
    }

    @Test
    void replicatedProduceFailsWhereTheIsrIsTooSmallByThen() {
        lead(5, 1, 2);
        replica.onPartitionState(state(5, 2, List.of(1)), now);

        assertThat(leader().awaitReplication(70, 7))
                .containsExactly(new CompleteProduce(70, ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND));
    }

    @Test
    void abandonedProduceIsNotAnswered() {
        lead(5, 1, 2, 3);
        leader().awaitReplication(70, 10);
        leader().awaitReplication(71, 10);

        leader().abandon(70);
        fetch(2, 10);

        assertThat(fetch(3, 10)).containsExactly(new HighWatermarkRaised(10), new CompleteProduce(71, ErrorCode.NONE));
    }

    @Test
    void laggingFollowerIsProposedToLeaveTheIsr() {
        lead(5, 1, 2, 3);
        fetch(2, 10);
        now += LAG;
        assertThat(leader().onTick(now)).isEmpty();

        now += 1;
        log.ending(11);
        assertThat(leader().onTick(now)).containsExactly(new ProposeIsr(List.of(1), 5, 1));
    }

    @Test
    void followerAtTheLeadersEndNeverLags() {
        lead(5, 1, 2, 3);
        fetch(2, 10);
        fetch(3, 10);

        now += 100 * LAG;

        assertThat(leader().onTick(now)).isEmpty();
    }

    @Test
    void followerThatIsAlwaysOneFetchBehindDoesNotLag() {
        lead(5, 1, 2, 3);
        for (int i = 0; i < 10; i++) {
            fetch(2, log.endOffset);
            log.endOffset++;
            now += LAG / 2;
            fetch(3, log.endOffset - 1);
            assertThat(leader().onTick(now)).isEmpty();
        }
    }

    @Test
    void removalFromTheIsrCountsOnlyWhenConfirmed() {
        lead(5, 1, 2, 3);
        log.ending(12);
        fetch(2, 12);
        now += LAG + 1;
        ProposeIsr shrink = new ProposeIsr(List.of(1, 2), 5, 1);
        assertThat(leader().onTick(now)).containsExactly(shrink);
        assertThat(leader().maximalIsr()).containsExactly(1, 2, 3);
        assertThat(fetch(2, 12)).isEmpty();
        assertThat(replica.highWatermark()).isEqualTo(7);

        assertThat(leader().onIsrOutcome(shrink, new IsrOutcome.Accepted(2), now))
                .containsExactly(new HighWatermarkRaised(12));
        assertThat(leader().isr()).containsExactly(1, 2);
        assertThat(leader().partitionEpoch()).isEqualTo(2);
    }

    @Test
    void additionToTheIsrCountsBeforeItIsConfirmed() {
        lead(5, 1, 2);
        fetch(2, 10);
        ProposeIsr expand = new ProposeIsr(List.of(1, 2, 3), 5, 1);

        assertThat(fetch(3, 10)).containsExactly(expand);
        assertThat(leader().isr()).containsExactly(1, 2);
        assertThat(leader().maximalIsr()).containsExactly(1, 2, 3);
        log.ending(11);
        now += LAG + 1;
        assertThat(fetch(2, 11)).isEmpty();
        assertThat(fetch(3, 11)).containsExactly(new HighWatermarkRaised(11));
    }

    @Test
    void followerJoinsOnlyInThisLeadersEpoch() {
        lead(5, 1, 2);

        // Offset 8 is beyond the high watermark 7, yet before the epoch's start: the former leader may have
        // committed up to 10.
        assertThat(fetch(3, 8)).isEmpty();
        assertThat(fetch(3, 10)).containsExactly(new ProposeIsr(List.of(1, 2, 3), 5, 1));
    }

    @Test
    void followerJoinsOnlyWithAllThatIsCommitted() {
        lead(5, 1, 2);
        log.ending(14);
        now += LAG + 1;
        fetch(2, 14);
        assertThat(replica.highWatermark()).isEqualTo(14);

        assertThat(fetch(3, 13)).isEmpty();
        assertThat(fetch(3, 14)).containsExactly(new ProposeIsr(List.of(1, 2, 3), 5, 1));
    }

    @Test
    void onlyRegisteredBrokersJoin() {
        lead(5, 1, 2);
        replica.onAliveBrokers(Set.of(1, 2), now);

        assertThat(fetch(3, 10)).isEmpty();
    }

    @Test
    void followerThatIsAboutToJoinHoldsTheHighWatermarkBack() {
        lead(5, 1, 2);
        fetch(3, 10);
        leader().onIsrOutcome(new ProposeIsr(List.of(1, 2, 3), 5, 1), new IsrOutcome.NotAttempted(), now);
        log.ending(12);

        assertThat(fetch(2, 12)).containsExactly(new HighWatermarkRaised(10));
        now += LAG + 1;
        assertThat(leader().onTick(now)).containsExactly(new HighWatermarkRaised(12));
    }

    @Test
    void deadFollowerOutsideTheIsrHoldsNothingBack() {
        lead(5, 1, 2);
        fetch(3, 10);
        leader().onIsrOutcome(new ProposeIsr(List.of(1, 2, 3), 5, 1), new IsrOutcome.NotAttempted(), now);
        log.ending(12);
        fetch(2, 12);

        assertThat(replica.onAliveBrokers(Set.of(1, 2), now)).containsExactly(new HighWatermarkRaised(12));
    }

    @Test
    void oneProposalIsUnderWayAtATime() {
        lead(5, 1);
        ProposeIsr first = new ProposeIsr(List.of(1, 2), 5, 1);
        assertThat(fetch(2, 10)).containsExactly(first);
        assertThat(fetch(3, 10)).isEmpty();
        assertThat(leader().onTick(now + 10 * LAG)).isEmpty();

        leader().onIsrOutcome(first, new IsrOutcome.Accepted(2), now);

        assertThat(fetch(3, 10)).contains(new ProposeIsr(List.of(1, 2, 3), 5, 2));
    }

    @Test
    void supersededProposalKeepsTheStricterIsrUntilTheNewStateIsKnown() {
        lead(5, 1, 2);
        ProposeIsr expand = new ProposeIsr(List.of(1, 2, 3), 5, 1);
        fetch(3, 10);

        assertThat(leader().onIsrOutcome(expand, new IsrOutcome.Superseded(), now))
                .isEmpty();
        assertThat(leader().maximalIsr()).containsExactly(1, 2, 3);

        replica.onPartitionState(state(5, 2, List.of(1, 2)), now);
        assertThat(leader().maximalIsr()).containsExactly(1, 2);
    }

    @Test
    void proposalOfUnknownFateIsMadeAgainAsItWas() {
        lead(5, 1, 2);
        fetch(3, 10);
        ProposeIsr expand = new ProposeIsr(List.of(1, 2, 3), 5, 1);

        assertThat(leader().onIsrOutcome(expand, new IsrOutcome.Unknown(), now)).containsExactly(expand);
        assertThat(leader().maximalIsr()).containsExactly(1, 2, 3);
    }

    @Test
    void outcomeOfAFormerProposalIsIgnored() {
        lead(5, 1, 2);
        fetch(3, 10);
        ProposeIsr expand = new ProposeIsr(List.of(1, 2, 3), 5, 1);
        replica.onPartitionState(state(5, 2, List.of(1, 2, 3)), now);

        assertThat(leader().onIsrOutcome(expand, new IsrOutcome.NotAttempted(), now))
                .isEmpty();
        assertThat(leader().isr()).containsExactly(1, 2, 3);
    }

    @Test
    void staleStateDoesNotUndoAProposal() {
        lead(5, 1, 2);
        fetch(3, 10);

        assertThat(replica.onPartitionState(state(5, 1, List.of(1, 2)), now)).isEmpty();

        assertThat(leader().maximalIsr()).containsExactly(1, 2, 3);
    }

    @Test
    void stateThatAnAcceptedProposalMadeIsNothingNew() {
        lead(5, 1, 2);
        fetch(3, 10);
        leader().onIsrOutcome(new ProposeIsr(List.of(1, 2, 3), 5, 1), new IsrOutcome.Accepted(2), now);

        assertThat(replica.onPartitionState(state(5, 2, List.of(1, 2, 3)), now)).isEmpty();
        assertThat(leader().isr()).containsExactly(1, 2, 3);
    }

    @Test
    void fetchesAreFencedByLeaderEpoch() {
        lead(5, 1, 2, 3);

        assertThat(judge(2, new FollowerFetch(4, 10, 4, 0)))
                .isEqualTo(new FetchJudgement.Refused(ErrorCode.FENCED_LEADER_EPOCH));
        assertThat(judge(2, new FollowerFetch(6, 10, 4, 0)))
                .isEqualTo(new FetchJudgement.Refused(ErrorCode.UNKNOWN_LEADER_EPOCH));
        assertThat(judge(9, new FollowerFetch(5, 10, 4, 0)))
                .isEqualTo(new FetchJudgement.Refused(ErrorCode.UNKNOWN_LEADER_EPOCH));
        assertThat(judge(9, new FollowerFetch(-1, 10, -1, 0)))
                .isEqualTo(new FetchJudgement.Refused(ErrorCode.NOT_LEADER_OR_FOLLOWER));
    }

    @Test
    void fetchesOutsideTheLogAreOutOfRange() {
        lead(5, 1, 2, 3);
        log.startOffset = 3;

        assertThat(judge(2, new FollowerFetch(5, 2, 4, 0)))
                .isEqualTo(new FetchJudgement.Refused(ErrorCode.OFFSET_OUT_OF_RANGE));
        assertThat(judge(2, new FollowerFetch(5, 11, -1, 0)))
                .isEqualTo(new FetchJudgement.Refused(ErrorCode.OFFSET_OUT_OF_RANGE));
        assertThat(judge(2, new FollowerFetch(5, 10, 6, 0)))
                .isEqualTo(new FetchJudgement.Refused(ErrorCode.OFFSET_OUT_OF_RANGE));
    }

    @Test
    void followerWhoseLogHasPartedIsToldWhere() {
        log.epochs.clear();
        log.epoch(1, 0).epoch(4, 6);
        lead(5, 1, 2, 3);
        log.epoch(5, 10);

        // Its last epoch 2 is not ours: ours before it is 1, which ended at 6.
        assertThat(judge(2, new FollowerFetch(5, 8, 2, 0))).isEqualTo(new FetchJudgement.Diverging(new EpochEnd(1, 6)));
        // Its last epoch 1 went on where ours had ended.
        assertThat(judge(2, new FollowerFetch(5, 7, 1, 0))).isEqualTo(new FetchJudgement.Diverging(new EpochEnd(1, 6)));
        assertThat(judge(2, new FollowerFetch(5, 6, 1, 0))).isInstanceOf(FetchJudgement.Accepted.class);
    }

    @Test
    void divergingFetchTellsNothingAboutTheFollowersProgress() {
        lead(5, 1, 2, 3);
        log.epoch(5, 10);
        fetch(3, 10);

        judge(2, new FollowerFetch(5, 10, 3, 0));

        assertThat(replica.highWatermark()).isEqualTo(7);
    }

    @Test
    void losingLeadershipFailsWhatWaits() {
        lead(5, 1, 2, 3);
        leader().awaitReplication(70, 10);

        assertThat(replica.onPartitionState(new PartitionState(2, 6, List.of(2, 3), List.of(1, 2, 3), 2), now))
                .containsExactly(new CompleteProduce(70, ErrorCode.NOT_LEADER_OR_FOLLOWER), new BecomeFollower(2, 6));
        assertThat(replica.leader()).isEmpty();
        assertThat(replica.highWatermark()).isEqualTo(7);
        assertThat(replica.checkLeaderEpoch(5, true)).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(replica.checkLeaderEpoch(6, true)).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(replica.checkLeaderEpoch(7, true)).isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
        assertThat(replica.checkLeaderEpoch(-1, true)).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(replica.checkLeaderEpoch(-1, false)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void reelectedLeaderKeepsWhatWaits() {
        lead(5, 1, 2, 3);
        fetch(2, 10);
        fetch(3, 9);
        leader().awaitReplication(70, 10);

        assertThat(replica.onPartitionState(state(6, 2, List.of(1, 2, 3)), now)).containsExactly(new BecomeLeader(6));
        log.epoch(6, 10);
        assertThat(leader().onFollowerFetch(3, new FollowerFetch(6, 10, 4, 0), now))
                .isEqualTo(new FetchJudgement.Accepted(
                        List.of(new HighWatermarkRaised(10), new CompleteProduce(70, ErrorCode.NONE))));
    }

    @Test
    void olderEpochsAreIgnored() {
        lead(5, 1, 2, 3);

        assertThat(replica.onPartitionState(new PartitionState(2, 4, List.of(2), List.of(1, 2, 3), 9), now))
                .isEmpty();
        assertThat(replica.leader()).isPresent();
    }

    @Test
    void partitionWithoutLeaderIsFollowedFromNobody() {
        lead(5, 1, 2, 3);

        assertThat(replica.onPartitionState(new PartitionState(-1, 6, List.of(1), List.of(1, 2, 3), 2), now))
                .containsExactly(new BecomeFollower(-1, 6));
    }

    @Test
    void latestOffsetWaitsForTheHighWatermarkToReachTheEpoch() {
        lead(5, 1, 2, 3);
        assertThat(leader().checkLatestOffset()).isEqualTo(ErrorCode.OFFSET_NOT_AVAILABLE);

        fetch(2, 10);
        fetch(3, 10);

        assertThat(leader().checkLatestOffset()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void answersWhereAnEpochEnds() {
        lead(5, 1, 2, 3);
        log.epoch(5, 10);

        assertThat(replica.offsetForLeaderEpoch(5, 4).end()).isEqualTo(new EpochEnd(4, 10));
        assertThat(replica.offsetForLeaderEpoch(-1, 5).end()).isEqualTo(new EpochEnd(5, 10));
        assertThat(replica.offsetForLeaderEpoch(5, 6).end()).isEqualTo(EpochEnd.UNKNOWN);
        assertThat(replica.offsetForLeaderEpoch(4, 4).error()).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
    }

    private List<ReplicaEffect> lead(int leaderEpoch, Integer... isr) {
        replica.onAliveBrokers(new TreeSet<>(List.of(1, 2, 3)), now);
        return replica.onPartitionState(state(leaderEpoch, 1, List.of(isr)), now);
    }

    private static PartitionState state(int leaderEpoch, int partitionEpoch, List<Integer> isr) {
        return new PartitionState(1, leaderEpoch, isr, List.of(1, 2, 3), partitionEpoch);
    }

    private LeaderReplica leader() {
        return replica.leader().orElseThrow();
    }

    private FetchJudgement judge(int follower, FollowerFetch fetch) {
        return leader().onFollowerFetch(follower, fetch, now);
    }

    private List<ReplicaEffect> fetch(int follower, long offset) {
        FetchJudgement judgement = judge(follower, new FollowerFetch(replica.leaderEpoch(), offset, 4, 0));
        assertThat(judgement).isInstanceOf(FetchJudgement.Accepted.class);
        return ((FetchJudgement.Accepted) judgement).effects();
    }
}

package io.embeddedcluster.internal.kafka.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.log.AppendResult;
import io.embeddedcluster.internal.kafka.log.EpochEnd;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect.BecomeFollower;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A follower, broker 2, of leader 1, driven by hand. */
class FollowerReplicaTest {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final ByteBuffer RECORDS = ByteBuffer.allocate(100);

    private final FakeLog log = new FakeLog().ending(10).epoch(2, 0).epoch(4, 6);
    private final Replica replica = new Replica(2, log, ReplicaSettings.DEFAULTS, new BrokerRules(), 7);

    @Test
    void fetchesFromTheEndOfItsLog() {
        assertThat(follow(5)).containsExactly(new BecomeFollower(1, 5));

        assertThat(follower().leader()).isEqualTo(1);
        assertThat(follower().nextFetch()).isEqualTo(new FollowerFetch(5, 10, 4, 0));
    }

    @Test
    void emptyLogHasNoLastEpoch() {
        follow(5);
        log.ending(0).epochs.clear();

        assertThat(follower().nextFetch()).isEqualTo(new FollowerFetch(5, 0, -1, 0));
    }

    @Test
    void appendsAndTakesTheLeadersHighWatermark() {
        follow(5);

        assertThat(answered(records(11, 0))).containsExactly(new FollowerAction.Append(RECORDS, 5));
        log.ending(14);
        assertThat(appended()).containsExactly(new FollowerAction.Fetch());
        assertThat(replica.highWatermark()).isEqualTo(11);
    }

    @Test
    void highWatermarkIsNotBeyondTheOwnEnd() {
        follow(5);

        answered(records(20, 0));
        log.ending(14);
        appended();

        assertThat(replica.highWatermark()).isEqualTo(14);
    }

    @Test
    void emptyAnswerBringsTheHighWatermark() {
        follow(5);

        assertThat(answered(new FetchAnswer(ErrorCode.NONE, EpochEnd.UNKNOWN, NOTHING, 9, 0)))
                .containsExactly(new FollowerAction.Fetch());
        assertThat(replica.highWatermark()).isEqualTo(9);
    }

    @Test
    void takesTheLeadersLogStart() {
        follow(5);

        assertThat(answered(new FetchAnswer(ErrorCode.NONE, EpochEnd.UNKNOWN, NOTHING, 9, 3)))
                .containsExactly(new FollowerAction.RaiseLogStart(3), new FollowerAction.Fetch());
    }

    @Test
    void waitsAfterARefusedAppend() {
        follow(5);
        answered(records(11, 0));

        assertThat(follower().onAppended(new AppendResult.Rejected(ErrorCode.CORRUPT_MESSAGE, "corrupt", List.of())))
                .containsExactly(new FollowerAction.FetchLater());
        assertThat(replica.highWatermark()).isEqualTo(7);
    }

    @Test
    void answerToAnOldFetchChangesNothing() {
        follow(5);
        FollowerFetch old = follower().nextFetch();
        log.ending(11);

        assertThat(follower().onFetched(old, records(20, 0))).containsExactly(new FollowerAction.Fetch());
        assertThat(replica.highWatermark()).isEqualTo(7);
    }

    @Test
    void cutsWhereTheLeadersEpochEnded() {
        follow(5);

        // The leader has epoch 4 as well, up to 8 only.
        assertThat(answered(diverging(4, 8))).containsExactly(new FollowerAction.Truncate(8));
    }

    @Test
    void cutsWhereTheOwnEpochEndedIfThatIsEarlier() {
        follow(5);

        // The leader's epoch 2 went on to 9, ours ended at 6.
        assertThat(answered(diverging(2, 9))).containsExactly(new FollowerAction.Truncate(6));
    }

    @Test
    void cutsToTheEpochBeforeWhereTheLeadersIsUnknownHere() {
        follow(5);

        // The leader has epoch 3, which we never saw: our epoch 2 ended at 6; the next fetch finds out the rest.
        assertThat(answered(diverging(3, 9))).containsExactly(new FollowerAction.Truncate(6));
    }

    @Test
    void cuttingTakesTheHighWatermarkAlong() {
        follow(5);
        answered(diverging(2, 5));
        log.ending(5);

        assertThat(follower().onTruncated()).containsExactly(new FollowerAction.Fetch());
        assertThat(replica.highWatermark()).isEqualTo(5);
    }

    @Test
    void asksForTheLeadersOffsetsWhenOutOfRange() {
        follow(5);

        assertThat(answered(error(ErrorCode.OFFSET_OUT_OF_RANGE)))
                .containsExactly(new FollowerAction.AskLeaderOffsets());
        assertThat(follower().onLeaderOffsets(0, 8)).containsExactly(new FollowerAction.Truncate(8));
        assertThat(follower().onLeaderOffsets(12, 20)).containsExactly(new FollowerAction.Restart(12));
        assertThat(follower().onLeaderOffsets(5, 20)).containsExactly(new FollowerAction.FetchLater());
    }

    @Test
    void fencedFollowerWaitsForTheNewState() {
        follow(5);

        assertThat(answered(error(ErrorCode.FENCED_LEADER_EPOCH))).containsExactly(new FollowerAction.AwaitNewState());
    }

    @Test
    void retriesWhatMayHealByItself() {
        follow(5);

        for (ErrorCode error : List.of(
                ErrorCode.NOT_LEADER_OR_FOLLOWER,
                ErrorCode.UNKNOWN_LEADER_EPOCH,
                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                ErrorCode.KAFKA_STORAGE_ERROR)) {
            assertThat(answered(error(error))).containsExactly(new FollowerAction.FetchLater());
        }
    }

    @Test
    void changedIsrIsNoNewsToAFollower() {
        follow(5);

        assertThat(replica.onPartitionState(new PartitionState(1, 5, List.of(1), List.of(1, 2), 2), 0))
                .isEmpty();
    }

    @Test
    void leadsWithTheHighWatermarkItFollowedWith() {
        follow(5);
        answered(new FetchAnswer(ErrorCode.NONE, EpochEnd.UNKNOWN, NOTHING, 9, 0));

        replica.onPartitionState(new PartitionState(2, 6, List.of(1, 2), List.of(1, 2), 2), 0);

        assertThat(replica.leader()).isPresent();
        assertThat(replica.highWatermark()).isEqualTo(9);
    }

    private List<ReplicaEffect> follow(int leaderEpoch) {
        return replica.onPartitionState(new PartitionState(1, leaderEpoch, List.of(1, 2), List.of(1, 2), 1), 0);
    }

    private FollowerReplica follower() {
        return replica.follower().orElseThrow();
    }

    private List<FollowerAction> answered(FetchAnswer answer) {
        return follower().onFetched(follower().nextFetch(), answer);
    }

    private List<FollowerAction> appended() {
        return follower().onAppended(new AppendResult.Appended(10, 13, -1, false));
    }

    private static FetchAnswer records(long highWatermark, long logStartOffset) {
        return new FetchAnswer(ErrorCode.NONE, EpochEnd.UNKNOWN, RECORDS, highWatermark, logStartOffset);
    }

    private static FetchAnswer diverging(int leaderEpoch, long endOffset) {
        return new FetchAnswer(ErrorCode.NONE, new EpochEnd(leaderEpoch, endOffset), NOTHING, -1, -1);
    }

    private static FetchAnswer error(ErrorCode error) {
        return new FetchAnswer(error, EpochEnd.UNKNOWN, NOTHING, -1, -1);
    }
}

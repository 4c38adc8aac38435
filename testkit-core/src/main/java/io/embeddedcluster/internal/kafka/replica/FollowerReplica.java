package io.embeddedcluster.internal.kafka.replica;

import io.embeddedcluster.internal.kafka.log.AppendResult;
import io.embeddedcluster.internal.kafka.log.EpochEnd;
import io.embeddedcluster.internal.kafka.log.LogView;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A replica that follows: it fetches from the end of its log, says in which epoch its last record was written, and cuts
 * its log where the leader answers that the logs have parted.
 *
 * <p>Each call returns the actions to carry out, in order. Answers to a fetch that is no longer the one to ask for (after
 * a new epoch or a truncation) change nothing.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-101+-+Alter+Replication+Protocol+to+use+Leader+Epoch+rather+than+High+Watermark+for+Truncation KIP-101: Alter Replication Protocol to use Leader Epoch
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-595%3A+A+Raft+Protocol+for+the+Metadata+Quorum KIP-595: A Raft Protocol for the Metadata Quorum (diverging epoch in Fetch)
 */
public final class FollowerReplica implements ReplicaRole {

    private final int leader;
    private final int leaderEpoch;
    private final LogView log;
    private final BrokerRules rules;
    private long highWatermark;
    private long leaderHighWatermark;
    private long leaderStartOffset;

    FollowerReplica(int leader, int leaderEpoch, LogView log, BrokerRules rules, long highWatermark) {
        this.rules = rules;
        this.leader = leader;
        this.leaderEpoch = leaderEpoch;
        this.log = log;
        this.highWatermark = highWatermark;
    }

    /** {@return the node id to fetch from, or -1} */
    public int leader() {
        return leader;
    }

    @Override
    public Optional<LeaderReplica> asLeader() {
        return Optional.empty();
    }

    @Override
    public Optional<FollowerReplica> asFollower() {
        return Optional.of(this);
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
        return log.endOffset();
    }

    /** {@return what to ask the leader for now} */
    public FollowerFetch nextFetch() {
        return new FollowerFetch(
                leaderEpoch, log.endOffset(), log.latestEpoch().orElse(Replica.NO_EPOCH), log.startOffset());
    }

    /**
     * The leader has answered.
     *
     * @param asked the fetch that this answers
     */
    public List<FollowerAction> onFetched(FollowerFetch asked, FetchAnswer answer) {
        if (!asked.equals(nextFetch())) {
            return List.of(new FollowerAction.Fetch());
        }
        return switch (answer.error()) {
            case NONE -> onRecords(answer);
            case OFFSET_OUT_OF_RANGE -> List.of(new FollowerAction.AskLeaderOffsets());
            // The leader is in a newer epoch, which we are about to be told of.
            case FENCED_LEADER_EPOCH -> List.of(new FollowerAction.AwaitNewState());
            default -> List.of(new FollowerAction.FetchLater());
        };
    }

    private List<FollowerAction> onRecords(FetchAnswer answer) {
        if (!answer.divergingEnd().isUnknown()) {
            return List.of(new FollowerAction.Truncate(divergenceOffset(answer.divergingEnd())));
        }
        leaderHighWatermark = answer.highWatermark();
        leaderStartOffset = answer.logStartOffset();
        return answer.records().hasRemaining()
                ? List.of(new FollowerAction.Append(answer.records(), leaderEpoch))
                : afterAppend();
    }

    /**
     * Where our log parts from the leader's at the latest. If the leader does not know our epochs, our end of the last
     * epoch before is as far as we can be sure; the next fetch finds out the rest.
     */
    private long divergenceOffset(EpochEnd leaderEnd) {
        long ends = Math.min(leaderEnd.endOffset(), log.endOffset());
        if (leaderEnd.leaderEpoch() < 0) {
            return ends;
        }
        // KIP-279: compare with the largest of our epochs that is not later than the leader's.
        EpochEnd own = log.endOffsetFor(leaderEnd.leaderEpoch());
        if (own.isUnknown()) {
            return ends;
        }
        return own.leaderEpoch() == leaderEnd.leaderEpoch()
                ? Math.min(own.endOffset(), ends)
                : Math.min(own.endOffset(), log.endOffset());
    }

    /** The fetched records are appended, or the log has refused them. */
    public List<FollowerAction> onAppended(AppendResult result) {
        return result.fold(appended -> afterAppend(), rejected -> List.of(new FollowerAction.FetchLater()));
    }

    private List<FollowerAction> afterAppend() {
        highWatermark = Math.max(
                log.startOffset(), rules.highWatermarkAfterFetch(highWatermark, leaderHighWatermark, log.endOffset()));
        List<FollowerAction> actions = new ArrayList<>(2);
        long start = Math.min(leaderStartOffset, highWatermark);
        if (start > log.startOffset()) {
            actions.add(new FollowerAction.RaiseLogStart(start));
        }
        actions.add(new FollowerAction.Fetch());
        return actions;
    }

    /** The log is cut. */
    public List<FollowerAction> onTruncated() {
        highWatermark = Math.max(log.startOffset(), Math.min(highWatermark, log.endOffset()));
        return List.of(new FollowerAction.Fetch());
    }

    /**
     * The leader has told which offsets it has, after a fetch out of its range.
     *
     * @param startOffset the leader's log start offset
     * @param endOffset the leader's log end offset; exclusive
     */
    public List<FollowerAction> onLeaderOffsets(long startOffset, long endOffset) {
        if (endOffset < log.endOffset()) {
            // An unclean election: the leader has less than we have.
            return List.of(new FollowerAction.Truncate(endOffset));
        }
        return startOffset > log.endOffset()
                ? List.of(new FollowerAction.Restart(startOffset))
                : List.of(new FollowerAction.FetchLater());
    }
}

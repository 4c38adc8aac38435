package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.host.DiskException;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.kafka.log.AppendResult;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.replica.FetchAnswer;
import io.embeddedcluster.internal.kafka.replica.FollowerAction;
import io.embeddedcluster.internal.kafka.replica.FollowerFetch;
import io.embeddedcluster.internal.kafka.replica.FollowerReplica;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One partition that a fetcher follows, and whether it may be fetched now. */
final class FollowedPartition {

    private final Host host;
    private final FetchSettings settings;
    private final HostedReplica hosted;
    private final FollowerReplica follower;
    private final FollowedKey key;
    private final DelayedOperations delayed;
    private final Runnable onReady;
    private final FollowerAction.Handler actions = new Actions();
    private Timers.@Nullable Timer pause;
    private boolean ready = true;
    private Wish wish = Wish.NONE;
    private int errorCount;

    /** @param onReady told when the partition may be fetched again after a pause */
    FollowedPartition(
            Host host,
            FetchSettings settings,
            HostedReplica hosted,
            FollowerReplica follower,
            DelayedOperations delayed,
            Runnable onReady) {
        this.host = host;
        this.settings = settings;
        this.hosted = hosted;
        this.follower = follower;
        this.delayed = delayed;
        this.onReady = onReady;
        key = new FollowedKey(hosted.topicId(), hosted.topicPartition().partition());
    }

    FollowedKey key() {
        return key;
    }

    HostedReplica hosted() {
        return hosted;
    }

    boolean isReady() {
        return ready;
    }

    /** {@return whether the leader is to be asked for its offsets; true once for each time} */
    boolean takeWishForLeaderOffsets() {
        boolean wanted = wish == Wish.LEADER_OFFSETS;
        if (wanted) {
            wish = Wish.LEADER_OFFSETS_ASKED;
        }
        return wanted;
    }

    /** What was asked will not be answered. */
    void connectionLost() {
        if (wish != Wish.NONE) {
            wish = Wish.NONE;
            ready = true;
        }
    }

    FollowerFetch nextFetch() {
        return follower.nextFetch();
    }

    /** {@return the next fetch with what goes over the wire beside it} */
    PartitionFetch request() {
        FollowerFetch next = follower.nextFetch();
        return new PartitionFetch(
                next.leaderEpoch(),
                next.fetchOffset(),
                next.lastFetchedEpoch(),
                next.logStartOffset(),
                settings.maxBytes(),
                follower.highWatermark());
    }

    void fetched(FollowerFetch asked, FetchAnswer answer) {
        run(follower.onFetched(asked, answer));
    }

    void leaderOffsets(long startOffset, long endOffset) {
        wish = Wish.NONE;
        run(follower.onLeaderOffsets(startOffset, endOffset));
    }

    /** The leader did not say which offsets it has. */
    void leaderOffsetsRefused() {
        wish = Wish.NONE;
        pauseAfterError();
    }

    void end() {
        if (pause != null) {
            pause.cancel();
        }
    }

    private void run(List<FollowerAction> toDo) {
        toDo.forEach(action -> action.applyTo(actions));
    }

    private AppendResult appended(ByteBuffer records, int leaderEpoch) {
        AppendResult result;
        try {
            result = hosted.log().appendAsFollower(records, leaderEpoch);
        } catch (DiskException e) {
            result =
                    new AppendResult.Rejected(ErrorCode.KAFKA_STORAGE_ERROR, String.valueOf(e.getMessage()), List.of());
        }
        return result.<AppendResult>fold(appended -> appended, this::rejected);
    }

    private AppendResult rejected(AppendResult.Rejected rejected) {
        host.journal()
                .record(
                        "follower-append-refused",
                        "topicPartition=" + hosted.topicPartition() + " error=" + rejected.error() + " "
                                + rejected.message());
        return rejected;
    }

    private void pauseAfterError() {
        ready = false;
        errorCount++;
        pause = host.timers().schedule(settings.backoff(errorCount), () -> {
            ready = true;
            onReady.run();
        });
    }

    /** Carries out what the rules of a follower say. */
    private final class Actions implements FollowerAction.Handler {

        @Override
        public void append(FollowerAction.Append append) {
            run(follower.onAppended(appended(append.records(), append.leaderEpoch())));
            delayed.wake(hosted.topicPartition());
        }

        @Override
        public void truncate(FollowerAction.Truncate truncate) {
            hosted.log().truncateTo(truncate.offset());
            run(follower.onTruncated());
        }

        @Override
        public void restart(FollowerAction.Restart restart) {
            hosted.log().truncateFullyAndStartAt(restart.offset());
            run(follower.onTruncated());
        }

        @Override
        public void raiseLogStart(FollowerAction.RaiseLogStart raise) {
            hosted.log().raiseStartOffset(raise.offset());
        }

        @Override
        public void askLeaderOffsets(FollowerAction.AskLeaderOffsets ask) {
            ready = false;
            wish = Wish.LEADER_OFFSETS;
        }

        @Override
        public void fetch(FollowerAction.Fetch fetch) {
            ready = true;
            errorCount = 0;
            delayed.wake(hosted.topicPartition());
        }

        @Override
        public void fetchLater(FollowerAction.FetchLater later) {
            pauseAfterError();
        }

        @Override
        public void awaitNewState(FollowerAction.AwaitNewState await) {
            ready = false;
        }
    }

    private enum Wish {
        NONE,
        LEADER_OFFSETS,
        LEADER_OFFSETS_ASKED
    }
}

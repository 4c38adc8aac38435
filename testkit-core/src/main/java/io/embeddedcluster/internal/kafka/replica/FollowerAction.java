package io.embeddedcluster.internal.kafka.replica;

import java.nio.ByteBuffer;

/** What a follower is to do next. A {@link Handler} has one method for each, so that none is ignored by mistake. */
public sealed interface FollowerAction {

    /** Lets the handler carry this out. */
    void applyTo(Handler handler);

    /** Append the records to the log and tell {@link FollowerReplica#onAppended}. */
    record Append(ByteBuffer records, int leaderEpoch) implements FollowerAction {

        @Override
        public void applyTo(Handler handler) {
            handler.append(this);
        }
    }

    /** Cut the log so that it ends there and tell {@link FollowerReplica#onTruncated}. */
    record Truncate(long offset) implements FollowerAction {

        @Override
        public void applyTo(Handler handler) {
            handler.truncate(this);
        }
    }

    /** Drop the whole log, begin a new one there and tell {@link FollowerReplica#onTruncated}. */
    record Restart(long offset) implements FollowerAction {

        @Override
        public void applyTo(Handler handler) {
            handler.restart(this);
        }
    }

    /** Raise the log start offset; there is nothing to tell. */
    record RaiseLogStart(long offset) implements FollowerAction {

        @Override
        public void applyTo(Handler handler) {
            handler.raiseLogStart(this);
        }
    }

    /** Ask the leader for its earliest and latest offsets and tell {@link FollowerReplica#onLeaderOffsets}. */
    record AskLeaderOffsets() implements FollowerAction {

        @Override
        public void applyTo(Handler handler) {
            handler.askLeaderOffsets(this);
        }
    }

    /** Fetch at once. */
    record Fetch() implements FollowerAction {

        @Override
        public void applyTo(Handler handler) {
            handler.fetch(this);
        }
    }

    /** Fetch after {@code replica.fetch.backoff.ms}. */
    record FetchLater() implements FollowerAction {

        @Override
        public void applyTo(Handler handler) {
            handler.fetchLater(this);
        }
    }

    /** Do not fetch before the partition's state has changed. */
    record AwaitNewState() implements FollowerAction {

        @Override
        public void applyTo(Handler handler) {
            handler.awaitNewState(this);
        }
    }

    /** Carries out each kind of action. */
    interface Handler {

        /** Carries out {@link Append}. */
        void append(Append action);

        /** Carries out {@link Truncate}. */
        void truncate(Truncate action);

        /** Carries out {@link Restart}. */
        void restart(Restart action);

        /** Carries out {@link RaiseLogStart}. */
        void raiseLogStart(RaiseLogStart action);

        /** Carries out {@link AskLeaderOffsets}. */
        void askLeaderOffsets(AskLeaderOffsets action);

        /** Carries out {@link Fetch}. */
        void fetch(Fetch action);

        /** Carries out {@link FetchLater}. */
        void fetchLater(FetchLater action);

        /** Carries out {@link AwaitNewState}. */
        void awaitNewState(AwaitNewState action);
    }
}

package io.embeddedcluster.internal.kafka.replica;

import java.nio.ByteBuffer;

/** What a follower is to do next. */
public sealed interface FollowerAction {

    /** Append the records to the log and tell {@link FollowerReplica#onAppended}. */
    record Append(ByteBuffer records, int leaderEpoch) implements FollowerAction {}

    /** Cut the log so that it ends there and tell {@link FollowerReplica#onTruncated}. */
    record Truncate(long offset) implements FollowerAction {}

    /** Drop the whole log, begin a new one there and tell {@link FollowerReplica#onTruncated}. */
    record Restart(long offset) implements FollowerAction {}

    /** Raise the log start offset; there is nothing to tell. */
    record RaiseLogStart(long offset) implements FollowerAction {}

    /** Ask the leader for its earliest and latest offsets and tell {@link FollowerReplica#onLeaderOffsets}. */
    record AskLeaderOffsets() implements FollowerAction {}

    /** Fetch at once. */
    record Fetch() implements FollowerAction {}

    /** Fetch after {@code replica.fetch.backoff.ms}. */
    record FetchLater() implements FollowerAction {}

    /** Do not fetch before the partition's state has changed. */
    record AwaitNewState() implements FollowerAction {}
}

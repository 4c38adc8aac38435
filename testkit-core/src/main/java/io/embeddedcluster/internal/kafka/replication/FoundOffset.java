package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.kafka.model.ErrorCode;

/**
 * The answer to one question of ListOffsets.
 *
 * @param error NONE, or why there is no answer
 * @param timestamp of the record found, -1 where the question was not about time or nothing was found
 * @param offset the offset, -1 where nothing was found
 * @param leaderEpoch of the record at the offset, -1 where unknown
 */
public record FoundOffset(ErrorCode error, long timestamp, long offset, int leaderEpoch) {

    static final FoundOffset NOTHING = new FoundOffset(ErrorCode.NONE, -1, -1, -1);

    static FoundOffset refused(ErrorCode error) {
        return new FoundOffset(error, -1, -1, -1);
    }

    static FoundOffset at(long offset, int leaderEpoch) {
        return new FoundOffset(ErrorCode.NONE, -1, offset, leaderEpoch);
    }
}

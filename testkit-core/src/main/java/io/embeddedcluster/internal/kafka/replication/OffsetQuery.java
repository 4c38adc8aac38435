package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.kafka.log.EpochStart;
import io.embeddedcluster.internal.kafka.log.PartitionLog;
import io.embeddedcluster.internal.kafka.log.TimestampedOffset;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.replica.LeaderReplica;
import io.embeddedcluster.internal.kafka.replica.Replica;
import java.util.Optional;

/**
 * A question of ListOffsets about one partition, named by a timestamp of which the negative ones have meanings.
 *
 * <p>Not modelled: tiered storage. Its questions are answered as by a topic that does not use it.
 *
 * @param timestamp in milliseconds since 1970, or one of the constants here
 * @spec https://kafka.apache.org/protocol.html#The_Messages_ListOffsets Kafka protocol guide: ListOffsets
 */
public record OffsetQuery(long timestamp) {

    /** The end: the high watermark for consumers, the log end offset for brokers. */
    public static final long LATEST = -1;

    /** The log start offset. */
    public static final long EARLIEST = -2;

    /** The record with the largest timestamp (KIP-734). */
    public static final long MAX_TIMESTAMP = -3;

    /** The first offset on local disk (KIP-405). */
    public static final long EARLIEST_LOCAL = -4;

    /** The last offset in tiered storage (KIP-1005). */
    public static final long LATEST_TIERED = -5;

    /** The first offset not yet in tiered storage (KIP-1023). */
    public static final long EARLIEST_PENDING_UPLOAD = -6;

    /** {@return the version of ListOffsets that introduced this question} */
    public short sinceVersion() {
        if (timestamp >= EARLIEST) {
            return 1;
        }
        if (timestamp >= LATEST_TIERED) {
            // -3, -4 and -5 came with 7, 8 and 9.
            return (short) (4 - timestamp);
        }
        return timestamp == EARLIEST_PENDING_UPLOAD ? 11 : Short.MAX_VALUE;
    }

    FoundOffset find(PartitionLog log, Replica replica, boolean isFromConsumer) {
        if (timestamp == EARLIEST || timestamp == EARLIEST_LOCAL) {
            return FoundOffset.at(log.startOffset(), epochOfStart(log));
        }
        if (timestamp == LATEST_TIERED || timestamp == EARLIEST_PENDING_UPLOAD) {
            return FoundOffset.NOTHING;
        }
        long end = isFromConsumer ? replica.highWatermark() : log.endOffset();
        ErrorCode lag = replica.leader()
                .filter(leader -> isFromConsumer)
                .map(LeaderReplica::checkLatestOffset)
                .orElse(ErrorCode.NONE);
        if (timestamp == LATEST) {
            return lag == ErrorCode.NONE ? FoundOffset.at(end, replica.leaderEpoch()) : FoundOffset.refused(lag);
        }
        Optional<TimestampedOffset> found =
                timestamp == MAX_TIMESTAMP ? log.maxTimestamp() : log.offsetForTimestamp(timestamp);
        if (found.isPresent() && found.get().offset() < end) {
            return new FoundOffset(
                    ErrorCode.NONE,
                    found.get().timestamp(),
                    found.get().offset(),
                    found.get().leaderEpoch());
        }
        return lag == ErrorCode.NONE ? FoundOffset.NOTHING : FoundOffset.refused(lag);
    }

    private static int epochOfStart(PartitionLog log) {
        return log.epochs().entries().stream()
                .findFirst()
                .filter(start -> start.startOffset() <= log.startOffset())
                .map(EpochStart::leaderEpoch)
                .orElse(-1);
    }
}

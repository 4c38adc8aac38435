package io.embeddedcluster.internal.kafka.replica;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.util.List;

/** What the broker is to do for a replica. */
public sealed interface ReplicaEffect {

    /** Stop fetching, and note in the log that this epoch begins at its end. */
    record BecomeLeader(int leaderEpoch) implements ReplicaEffect {}

    /**
     * Fetch from that leader from now on, and from nobody else.
     *
     * @param leader the leader's node id, or -1 for none: then fetch from nobody
     */
    record BecomeFollower(int leader, int leaderEpoch) implements ReplicaEffect {}

    /** The leader's high watermark is now this, exclusive: waiting fetches may have something to read. */
    record HighWatermarkRaised(long highWatermark) implements ReplicaEffect {}

    /** Answer a produce that waits for its replicas. */
    record CompleteProduce(long ticket, ErrorCode error) implements ReplicaEffect {}

    /**
     * Ask for the ISR to be changed, on the condition that the partition's state is still at that leader epoch and
     * partition epoch, and hand the outcome to {@link LeaderReplica#onIsrOutcome}.
     *
     * @param isr the wanted ISR
     */
    record ProposeIsr(List<Integer> isr, int leaderEpoch, int partitionEpoch) implements ReplicaEffect {

        /** Keeps its own copy of the list. */
        public ProposeIsr {
            isr = List.copyOf(isr);
        }
    }
}

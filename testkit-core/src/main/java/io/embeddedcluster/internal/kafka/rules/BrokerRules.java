package io.embeddedcluster.internal.kafka.rules;

import java.util.List;

/**
 * The decisions of brokers on which Kafka's promises rest.
 *
 * <p>Brokers use this class as it is. A simulation gives its brokers one in which a method is overridden.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/kafka+Detailed+Replication+Design+V3 Kafka replication design
 */
public class BrokerRules {

    // ---------------------------------------------------------------------------------------------- a leader

    /**
     * Says whether a follower's log has parted from the leader's (KIP-595): its last epoch is not known to the leader, or
     * goes on where it had ended.
     *
     * @param lastEpoch of the follower's last record
     * @param fetchOffset the end of the follower's log; exclusive
     * @param ownEpoch the leader's newest epoch up to that one
     * @param ownEndOffset where that ends in the leader's log; exclusive
     */
    public boolean hasDiverged(int lastEpoch, long fetchOffset, int ownEpoch, long ownEndOffset) {
        return ownEpoch < lastEpoch || ownEndOffset < fetchOffset;
    }

    /**
     * Says whether the high watermark waits for a follower.
     *
     * @param isInSync whether it is in the maximal ISR
     * @param isJoining whether it has caught up and is about to be proposed
     */
    public boolean holdsBackHighWatermark(boolean isInSync, boolean isJoining) {
        return isInSync || isJoining;
    }

    /** {@return the ISR to wait for while a change is not confirmed: the larger one, since either may be in force} */
    public List<Integer> maximalIsr(List<Integer> committed, List<Integer> proposed) {
        return proposed.size() > committed.size() ? proposed : committed;
    }

    /**
     * Says whether a follower may join the ISR.
     *
     * @param endOffset the end of its log; exclusive
     * @param epochStartOffset where the leader's epoch began: before it something committed may be missing
     */
    public boolean mayJoinIsr(long endOffset, long highWatermark, long epochStartOffset) {
        return endOffset >= highWatermark && endOffset >= epochStartOffset;
    }

    /** {@return whether too few replicas are in sync for acks=all} */
    public boolean isUnderMinIsr(int isrSize, int minInsyncReplicas) {
        return isrSize < minInsyncReplicas;
    }

    /** {@return the offset up to which consumers read; exclusive} */
    public long readableEnd(long highWatermark, long logEndOffset) {
        return highWatermark;
    }

    // -------------------------------------------------------------------------------------------- a follower

    /** {@return a follower's high watermark after a fetch that was answered with the leader's} */
    public long highWatermarkAfterFetch(long own, long leaders, long logEndOffset) {
        return Math.min(leaders, logEndOffset);
    }

    /** {@return the high watermark that a replica begins with: what was noted, if that is in its log} */
    public long highWatermarkAtStart(long checkpointed, long logEndOffset) {
        return Math.min(checkpointed, logEndOffset);
    }

    /**
     * Says whether a leadership was given to what a broker was before its restart.
     *
     * @param stateZxid the transaction that gave it
     * @param brokerEpoch the transaction that registered the broker
     */
    public boolean isOfAnEarlierLife(long stateZxid, long brokerEpoch) {
        return stateZxid < brokerEpoch;
    }

    // ------------------------------------------------------------------------------------------- the controller

    /** {@return whether a replica from outside the ISR may be elected, by {@code unclean.leader.election.enable}} */
    public boolean mayElectOutsideIsr(boolean isUncleanAllowed) {
        return isUncleanAllowed;
    }

    /** {@return the leader epoch that an election begins} */
    public int nextLeaderEpoch(int before) {
        return before + 1;
    }

    /**
     * Says whether what a member of the ISR had may be gone.
     *
     * @param isNewSinceState whether it registered after the ISR was written
     * @param isNewToController whether it registered after this controller had looked last
     */
    public boolean countsAsRestarted(boolean isNewSinceState, boolean isNewToController) {
        return isNewSinceState || isNewToController;
    }

    /** {@return the version of {@code /controller_epoch} without which a controller's write is refused} */
    public int controllerEpochVersion(int ofTerm) {
        return ofTerm;
    }

    // --------------------------------------------------------------------------------------------- znodes, logs

    /** {@return the version of a partition's state without which a leader's write is refused} */
    public int stateVersion(int known) {
        return known;
    }

    /**
     * Says whether a batch of an idempotent producer may be appended.
     *
     * @param follows whether its first sequence is the one behind the last that is known, or 0 in a new epoch
     */
    public boolean isInSequence(boolean follows) {
        return follows;
    }

    /**
     * Says whether a batch is answered with the offset that it has already, and not appended.
     *
     * @param isRemembered whether it is one of the last five of its producer
     */
    public boolean isDuplicate(boolean isRemembered) {
        return isRemembered;
    }

    /** {@return whether followers remember the producers of what they fetch, for the day they lead} */
    public boolean rememberProducersOfFetchedBatches() {
        return true;
    }
}

package io.embeddedcluster.internal.kafka.replica;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.util.List;

/** What the broker is to do for a replica. A {@link Handler} has one method for each, so that none is ignored by mistake. */
public sealed interface ReplicaEffect {

    /** Lets the handler carry this out. */
    void applyTo(Handler handler);

    /** Stop fetching, and note in the log that this epoch begins at its end. */
    record BecomeLeader(int leaderEpoch) implements ReplicaEffect {

        @Override
        public void applyTo(Handler handler) {
            handler.becomeLeader(this);
        }
    }

    /**
     * Fetch from that leader from now on, and from no other broker.
     *
     * @param leader the leader's node id, or -1 for none: then do not fetch
     */
    record BecomeFollower(int leader, int leaderEpoch) implements ReplicaEffect {

        @Override
        public void applyTo(Handler handler) {
            handler.becomeFollower(this);
        }
    }

    /** The leader's high watermark is now this, exclusive: waiting fetches may have something to read. */
    record HighWatermarkRaised(long highWatermark) implements ReplicaEffect {

        @Override
        public void applyTo(Handler handler) {
            handler.highWatermarkRaised(this);
        }
    }

    /** Answer a produce that waits for its replicas. */
    record CompleteProduce(long ticket, ErrorCode error) implements ReplicaEffect {

        @Override
        public void applyTo(Handler handler) {
            handler.completeProduce(this);
        }
    }

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

        @Override
        public void applyTo(Handler handler) {
            handler.proposeIsr(this);
        }
    }

    /** Carries out each kind of effect. */
    interface Handler {

        /** Carries out {@link BecomeLeader}. */
        void becomeLeader(BecomeLeader effect);

        /** Carries out {@link BecomeFollower}. */
        void becomeFollower(BecomeFollower effect);

        /** Carries out {@link HighWatermarkRaised}. */
        void highWatermarkRaised(HighWatermarkRaised effect);

        /** Carries out {@link CompleteProduce}. */
        void completeProduce(CompleteProduce effect);

        /** Carries out {@link ProposeIsr}. */
        void proposeIsr(ProposeIsr effect);
    }
}

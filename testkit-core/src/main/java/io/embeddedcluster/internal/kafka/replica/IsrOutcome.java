package io.embeddedcluster.internal.kafka.replica;

import java.util.function.Function;

/** What became of a proposed ISR. */
public sealed interface IsrOutcome {

    /** Returns what the function of this case makes of it. */
    <T> T fold(
            Function<Accepted, T> ifAccepted,
            Function<Superseded, T> ifSuperseded,
            Function<NotAttempted, T> ifNotAttempted,
            Function<Unknown, T> ifUnknown);

    /** The ISR is as proposed, and the partition's state has that version now. */
    record Accepted(int partitionEpoch) implements IsrOutcome {

        @Override
        public <T> T fold(
                Function<Accepted, T> ifAccepted,
                Function<Superseded, T> ifSuperseded,
                Function<NotAttempted, T> ifNotAttempted,
                Function<Unknown, T> ifUnknown) {
            return ifAccepted.apply(this);
        }
    }

    /**
     * The partition's state is no longer what the proposal was made on. The leader keeps to the stricter of both ISRs
     * until it is told the new state.
     */
    record Superseded() implements IsrOutcome {

        @Override
        public <T> T fold(
                Function<Accepted, T> ifAccepted,
                Function<Superseded, T> ifSuperseded,
                Function<NotAttempted, T> ifNotAttempted,
                Function<Unknown, T> ifUnknown) {
            return ifSuperseded.apply(this);
        }
    }

    /** The proposal was certainly not carried out, and never will be. */
    record NotAttempted() implements IsrOutcome {

        @Override
        public <T> T fold(
                Function<Accepted, T> ifAccepted,
                Function<Superseded, T> ifSuperseded,
                Function<NotAttempted, T> ifNotAttempted,
                Function<Unknown, T> ifUnknown) {
            return ifNotAttempted.apply(this);
        }
    }

    /** It is not known whether it was carried out. It is proposed again as it was: the condition makes that safe. */
    record Unknown() implements IsrOutcome {

        @Override
        public <T> T fold(
                Function<Accepted, T> ifAccepted,
                Function<Superseded, T> ifSuperseded,
                Function<NotAttempted, T> ifNotAttempted,
                Function<Unknown, T> ifUnknown) {
            return ifUnknown.apply(this);
        }
    }
}

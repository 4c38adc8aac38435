package io.embeddedcluster.internal.kafka.replica;

/** What became of a proposed ISR. */
public sealed interface IsrOutcome {

    /** The ISR is as proposed, and the partition's state has that version now. */
    record Accepted(int partitionEpoch) implements IsrOutcome {}

    /**
     * The partition's state is no longer what the proposal was made on. The leader keeps to the stricter of both ISRs
     * until it is told the new state.
     */
    record Superseded() implements IsrOutcome {}

    /** The proposal was certainly not carried out, and never will be. */
    record NotAttempted() implements IsrOutcome {}

    /** Nobody can say whether it was carried out. It is proposed again as it was: the condition makes that safe. */
    record Unknown() implements IsrOutcome {}
}

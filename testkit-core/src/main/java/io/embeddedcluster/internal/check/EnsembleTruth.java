package io.embeddedcluster.internal.check;

import java.util.List;

/**
 * All that is known of an ensemble when it is checked.
 *
 * @param replicas the quorum nodes that answer
 * @param awaitedIndex the log index that every node that serves was given time to apply
 * @param acknowledged the last zxid of each term that a client's write was answered with
 * @param termStarts how the nodes went from one term to the next
 */
public record EnsembleTruth(
        List<QuorumReplica> replicas, long awaitedIndex, List<Long> acknowledged, List<TermStart> termStarts) {

    /** Copies the lists. */
    public EnsembleTruth {
        replicas = List.copyOf(replicas);
        acknowledged = List.copyOf(acknowledged);
        termStarts = List.copyOf(termStarts);
    }
}

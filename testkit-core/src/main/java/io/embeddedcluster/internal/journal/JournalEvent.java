package io.embeddedcluster.internal.journal;

/**
 * One thing that happened inside the cluster.
 *
 * @param sequence position in the cluster's one order of events, from 0
 * @param clusterMillis cluster time since the cluster began to start, in milliseconds
 * @param node where it happened: a node's name, or {@code cluster}
 * @param kind what happened, one of a small set of words
 * @param detail the rest, in words
 */
public record JournalEvent(long sequence, long clusterMillis, String node, String kind, String detail) {

    @Override
    public String toString() {
        return String.format("%8d ms  %-10s %-22s %s", clusterMillis, node, kind, detail);
    }
}

package io.embeddedcluster.history;

/**
 * One thing that happened inside the cluster.
 *
 * @param sequence position in the cluster's one order of events, from 0
 * @param clusterMillis cluster time since the start, in milliseconds, with stalls of the JVM taken out
 * @param node where: a node's name, or {@code cluster}
 * @param kind what happened, one of a small set of words such as {@code killed} or {@code leader}
 * @param detail the rest, in words
 */
public record JournalEntry(long sequence, long clusterMillis, String node, String kind, String detail) {

    @Override
    public String toString() {
        return String.format("%8d ms  %-10s %-22s %s", clusterMillis, node, kind, detail);
    }
}

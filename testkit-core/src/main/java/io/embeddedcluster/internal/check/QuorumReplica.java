package io.embeddedcluster.internal.check;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One quorum node and what it holds.
 *
 * @param node its id
 * @param isLeader whether it leads the ensemble
 * @param isServing whether it serves clients under a leader, or as one
 * @param logIndex the number of the last log entry that it has applied: nodes with the same hold the same
 * @param zxid the last transaction that it has applied
 * @param digests of its tree at earlier transactions, by zxid
 * @param content what it holds
 */
public record QuorumReplica(
        int node,
        boolean isLeader,
        boolean isServing,
        long logIndex,
        long zxid,
        SortedMap<Long, Long> digests,
        QuorumContent content) {

    /** Copies the digests. */
    public QuorumReplica {
        digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
    }

    String name() {
        return "quorum-" + node;
    }
}

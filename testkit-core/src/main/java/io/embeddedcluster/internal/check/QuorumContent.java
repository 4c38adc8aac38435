package io.embeddedcluster.internal.check;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a quorum node holds: what the ensemble has agreed on.
 *
 * @param sessions the ids of those that are open
 * @param znodes by path
 */
public record QuorumContent(SortedSet<Long> sessions, SortedMap<String, ZnodeState> znodes) {

    /** Copies both. */
    public QuorumContent {
        sessions = Collections.unmodifiableSortedSet(new TreeSet<>(sessions));
        znodes = Collections.unmodifiableSortedMap(new TreeMap<>(znodes));
    }
}

package io.embeddedcluster.internal.check;

import io.embeddedcluster.check.Anomaly;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the check of one partition has found.
 *
 * @param anomalies every broken promise
 * @param allowedLosses what was acknowledged and then lost by elections from outside the ISR, which is no broken promise since
 *     the topic allows such elections: how many batches, by the leader epoch that began with the election
 */
public record PartitionFindings(List<Anomaly> anomalies, SortedMap<Integer, Integer> allowedLosses) {

    /** Copies both. */
    public PartitionFindings {
        anomalies = List.copyOf(anomalies);
        allowedLosses = Collections.unmodifiableSortedMap(new TreeMap<>(allowedLosses));
    }
}

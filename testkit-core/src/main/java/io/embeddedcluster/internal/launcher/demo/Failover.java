package io.embeddedcluster.internal.launcher.demo;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * One kill of a broker.
 *
 * @param victim the broker's name
 * @param nextAcknowledged from the kill to the next acknowledged record, by partition that the broker led
 */
record Failover(String victim, Map<Integer, Duration> nextAcknowledged) {

    Failover {
        nextAcknowledged = new TreeMap<>(nextAcknowledged);
    }
}

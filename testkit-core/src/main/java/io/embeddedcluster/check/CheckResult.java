package io.embeddedcluster.check;

import java.util.List;

/**
 * What a check found.
 *
 * @param anomalies every broken promise, at most {@value #MAX_ANOMALIES}; empty where all held
 * @param summary what was looked at, in one line; it also says what was acknowledged and then lost by unclean elections,
 *     where the topic allows them
 */
public record CheckResult(List<Anomaly> anomalies, String summary) {

    /** How many anomalies one result lists. */
    public static final int MAX_ANOMALIES = 100;

    /** Copies the list. */
    public CheckResult {
        anomalies = List.copyOf(anomalies);
    }

    /** {@return whether every promise held} */
    public boolean isValid() {
        return anomalies.isEmpty();
    }
}

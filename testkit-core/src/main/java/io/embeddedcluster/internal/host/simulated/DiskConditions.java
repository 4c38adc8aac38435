package io.embeddedcluster.internal.host.simulated;

import java.time.Duration;

/**
 * How fast simulated disks are.
 *
 * @param syncMin how long a sync takes at least
 * @param syncMax and at most
 */
public record DiskConditions(Duration syncMin, Duration syncMax) {

    /** A fast disk. */
    public static final DiskConditions GOOD = new DiskConditions(Duration.ofNanos(100_000), Duration.ofMillis(1));

    public DiskConditions {
        if (syncMin.isNegative() || syncMin.compareTo(syncMax) >= 0) {
            throw new IllegalArgumentException(
                    "a sync takes from " + syncMin + " to " + syncMax + " (expected: a range that is not negative)");
        }
    }
}

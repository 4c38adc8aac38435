package io.embeddedcluster.internal.zookeeper.operator;

/** Least, mean and greatest of some durations, in milliseconds. */
final class Latencies {

    private long count;
    private long minMillis;
    private long maxMillis;
    private long sumMillis;

    void add(long millis) {
        minMillis = count == 0 ? millis : Math.min(minMillis, millis);
        maxMillis = Math.max(maxMillis, millis);
        sumMillis += millis;
        count++;
    }

    void reset() {
        count = 0;
        minMillis = 0;
        maxMillis = 0;
        sumMillis = 0;
    }

    long min() {
        return minMillis;
    }

    long max() {
        return maxMillis;
    }

    /** {@return the mean with four decimals, as ZooKeeper tells it of a server} */
    double mean() {
        return count == 0 ? 0 : Math.round(sumMillis * 10_000.0 / count) / 10_000.0;
    }

    /** {@return the mean without decimals, as ZooKeeper tells it of a connection} */
    long wholeMean() {
        return count == 0 ? 0 : sumMillis / count;
    }
}

package io.embeddedcluster.internal.zookeeper;

/** What a server has counted since it started, as {@code srvr} shows it. */
final class ServerStatistics {

    private long received;
    private long sent;
    private long answered;
    private long minMillis;
    private long maxMillis;
    private long sumMillis;

    void received() {
        received++;
    }

    void sent() {
        sent++;
    }

    /** A request was answered after that time. */
    void answered(long millis) {
        minMillis = answered == 0 ? millis : Math.min(minMillis, millis);
        maxMillis = Math.max(maxMillis, millis);
        sumMillis += millis;
        answered++;
    }

    long receivedCount() {
        return received;
    }

    long sentCount() {
        return sent;
    }

    /** {@return least, mean and greatest latency, in milliseconds, as ZooKeeper writes them} */
    String latencies() {
        double mean = answered == 0 ? 0 : Math.round(sumMillis * 10_000.0 / answered) / 10_000.0;
        return minMillis + "/" + mean + "/" + maxMillis;
    }
}

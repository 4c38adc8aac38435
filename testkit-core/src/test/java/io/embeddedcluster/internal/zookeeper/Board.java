package io.embeddedcluster.internal.zookeeper;

/** What the clients of one world share: what was acknowledged to any of them, values never used before, and counts. */
final class Board {

    /** The greatest zxid of a write that was acknowledged to anybody. */
    long acknowledged;

    int writes;
    int refusals;
    int multis;
    int unauthorized;
    int overQuota;
    int reconfigurations;
    int longWatches;
    int foundWatches;
    int reads;
    int syncedReads;
    int events;
    int replays;
    int moves;
    int closed;
    int expired;
    int lost;
    private int values;

    /** {@return a value that nobody has written yet, so that a znode tells who wrote it} */
    String nextValue() {
        return "value-" + values++;
    }

    void acknowledge(long zxid) {
        acknowledged = Math.max(acknowledged, zxid);
    }
}

package io.embeddedcluster.internal.host;

/** Tells time to a node. */
public interface Clock {

    /**
     * Returns cluster time in nanoseconds: monotonic, from an arbitrary start, with stalls of the whole JVM taken out, so
     * that only an injected fault can make a session expire or start an election.
     */
    long nanos();

    /**
     * Returns wall-clock time in milliseconds since 1970, for what a protocol shows to users (record timestamps, znode
     * times) and for nothing else.
     */
    long wallMillis();

    /** {@return cluster time in whole milliseconds} */
    default long millis() {
        return nanos() / 1_000_000L;
    }
}

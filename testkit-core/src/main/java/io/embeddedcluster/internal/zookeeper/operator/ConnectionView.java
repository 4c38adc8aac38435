package io.embeddedcluster.internal.zookeeper.operator;

/** What operators are shown of a client's connection. */
public interface ConnectionView {

    /** {@return address and port of the client} */
    String address();

    /** {@return whether bytes of the client are still read: not after a four-letter word} */
    boolean isReading();

    /** {@return how many requests have no answer yet} */
    int queuedCount();

    /** {@return the session that is served, 0 while there is none} */
    long session();

    /** {@return the session's timeout, in milliseconds} */
    int timeoutMillis();

    /** {@return when the connection was accepted, in milliseconds since 1970} */
    long acceptedMillis();

    /** {@return when it is closed unless its client shows itself, in nanoseconds of the cluster's time} */
    long silenceEndsNanos();

    /** {@return what was counted here} */
    ConnectionStatistics statistics();
}

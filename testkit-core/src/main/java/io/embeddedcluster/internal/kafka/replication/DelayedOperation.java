package io.embeddedcluster.internal.kafka.replication;

/** An answer that waits until enough has happened to some partitions, or until its time is over. */
public interface DelayedOperation {

    /** Completes where it can by now, and returns whether it did. Not called again after that. */
    boolean tryComplete();

    /** Completes with what there is, because the time is over. */
    void expire();

    /** One of the two above has thrown: ends all the same. Not tried again after that. */
    void fail(Throwable problem);
}

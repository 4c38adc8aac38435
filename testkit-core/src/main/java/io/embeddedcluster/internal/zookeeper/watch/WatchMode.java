package io.embeddedcluster.internal.zookeeper.watch;

/** How long a watch lives, and how far it reaches. */
public enum WatchMode {
    /** Ends at its first event. */
    ONE_SHOT,
    /** Stays. */
    PERSISTENT,
    /** Stays, and sees all that lies below. */
    RECURSIVE
}

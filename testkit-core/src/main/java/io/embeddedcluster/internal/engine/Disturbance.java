package io.embeddedcluster.internal.engine;

/** Something that an engine does to a cluster until it is told to end it. Threading: any thread but an event loop. */
public interface Disturbance {

    /** {@return how often it disturbed something by now} */
    long timesFired();

    /** Takes it away. */
    void end();
}

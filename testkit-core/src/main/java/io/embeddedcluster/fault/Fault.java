package io.embeddedcluster.fault;

/** One disturbance that is in force until it is closed. Threading: any thread but an event loop. */
public interface Fault extends AutoCloseable {

    /** {@return what this fault does, in words} */
    String description();

    /** {@return how often it disturbed something by now: each frame held or lost counts} */
    long timesFired();

    /** {@return whether it is still in force} */
    boolean isActive();

    /** Ends the disturbance; does nothing the second time. */
    @Override
    void close();
}

package io.embeddedcluster.internal.edge;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A rule that nothing passes between the client of one session and the nodes at whose edge it is in force, in neither
 * direction, as in a network that has lost the client. It counts what it held back.
 *
 * <p>Threading: any thread.
 */
public final class SessionHold {

    private final long session;
    private final AtomicLong heldCount = new AtomicLong();

    /** Makes a hold that is in force nowhere yet. */
    public SessionHold(long session) {
        this.session = session;
    }

    /** {@return the session whose client it concerns} */
    public long session() {
        return session;
    }

    /** {@return how many pieces it held back by now, at all nodes} */
    public long heldCount() {
        return heldCount.get();
    }

    void countHeld() {
        heldCount.incrementAndGet();
    }
}

package io.embeddedcluster.internal.edge;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The holds that are in force at one edge. A session can be held by several; it is held until the last is removed.
 *
 * <p>Threading: any thread. What was held back goes on only when the node is told to look again.
 */
public final class SessionHolds {

    private final List<SessionHold> holds = new CopyOnWriteArrayList<>();

    SessionHolds() {}

    /** Adds a hold: whatever comes or goes from now on for its session is held back. */
    public void add(SessionHold hold) {
        holds.add(hold);
    }

    /** Removes a hold; does nothing where it is not there. */
    public void remove(SessionHold hold) {
        holds.remove(hold);
    }

    /** {@return whether a hold concerns that session now} */
    public boolean contain(long session) {
        return !holds.isEmpty() && holds.stream().anyMatch(hold -> hold.session() == session);
    }

    /** Counts one piece that was held back for that session. */
    public void countHeld(long session) {
        holds.stream().filter(hold -> hold.session() == session).forEach(SessionHold::countHeld);
    }
}

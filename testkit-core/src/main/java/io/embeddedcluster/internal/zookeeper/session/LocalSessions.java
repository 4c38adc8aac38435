package io.embeddedcluster.internal.zookeeper.session;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/**
 * Sessions that only one server knows: those of the clients of a read-only server. Nothing of them is in the log, and they
 * end with the server's read-only mode at the latest.
 *
 * <p>Threading: the node's event loop.
 */
public final class LocalSessions {

    private static final long NO_OWNER = 0;

    private final SessionExpiry expiry;
    private final TreeMap<Long, ServerSession> sessions = new TreeMap<>();

    /** Counts in that tick. */
    public LocalSessions(Duration tick) {
        this.expiry = new SessionExpiry(tick);
    }

    /** Begins a session. */
    public void open(long id, int timeoutMillis, long nowNanos) {
        sessions.put(id, new ServerSession(id, timeoutMillis, NO_OWNER));
        touch(id, nowNanos);
    }

    /** {@return whether there is such a session} */
    public boolean contains(long id) {
        return sessions.containsKey(id);
    }

    /** Gives a session, where there is one of that id, its full time from that moment on. */
    public void touch(long id, long momentNanos) {
        ServerSession session = sessions.get(id);
        if (session != null) {
            expiry.touch(session, momentNanos);
        }
    }

    /** Ends a session. */
    public void close(long id) {
        sessions.remove(id);
        expiry.remove(id);
    }

    /** Ends the sessions whose time is over at that moment, and returns them. */
    public List<Long> expire(long nowNanos) {
        List<Long> due = expiry.due(nowNanos);
        due.forEach(this::close);
        return due;
    }

    /** {@return when each ends} */
    public SessionExpiry expiry() {
        return expiry;
    }
}

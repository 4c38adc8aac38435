package io.embeddedcluster.internal.zookeeper.session;

import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All sessions that are not over. */
public final class SessionTable {

    private static final int SESSION_BYTES = 20;

    private final TreeMap<Long, ServerSession> sessions = new TreeMap<>();

    /** {@return the session of that id, or null where it is over or never was} */
    public @Nullable ServerSession find(long id) {
        return sessions.get(id);
    }

    /** {@return all, by id; a copy} */
    public List<ServerSession> all() {
        return List.copyOf(sessions.values());
    }

    /** {@return how many there are} */
    public int size() {
        return sessions.size();
    }

    /** Adds a session, or replaces the one of its id. */
    public void put(ServerSession session) {
        sessions.put(session.id(), session);
    }

    /** Ends a session; returns whether there was one. */
    public boolean remove(long id) {
        return sessions.remove(id) != null;
    }

    /** Writes everything. */
    public void write(JuteWriter out) {
        out.writeVector(all(), ServerSession::write);
    }

    /** Reads what {@link #write} wrote. */
    public static SessionTable read(JuteReader in) {
        SessionTable table = new SessionTable();
        in.readVector("sessions", SESSION_BYTES, ServerSession::read).forEach(table::put);
        return table;
    }
}

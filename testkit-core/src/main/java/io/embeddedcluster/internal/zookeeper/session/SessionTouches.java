package io.embeddedcluster.internal.zookeeper.session;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which sessions have shown themselves at this server, for the leader, who decides on their end.
 *
 * <p>Each is reported twice, since the first report may be lost.
 */
public final class SessionTouches {

    private Map<Long, Long> recent = new LinkedHashMap<>();
    private Map<Long, Long> reportedOnce = new LinkedHashMap<>();

    /** Notes that a session's client has shown itself. */
    public void touch(long session, long momentNanos) {
        recent.put(session, momentNanos);
    }

    /** {@return the moment, in nanoseconds, at which each session to be reported now was last seen} */
    public Map<Long, Long> report() {
        Map<Long, Long> report = new LinkedHashMap<>(reportedOnce);
        report.putAll(recent);
        reportedOnce = recent;
        recent = new LinkedHashMap<>();
        return report;
    }

    /** Forgets everything. */
    public void clear() {
        recent.clear();
        reportedOnce.clear();
    }
}

package io.embeddedcluster.internal.zookeeper.operator;

import io.embeddedcluster.internal.zookeeper.session.ServerSession;
import io.embeddedcluster.internal.zookeeper.session.SessionExpiry;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Answers {@code dump}: sessions and when they end, ephemeral znodes, connections and when they are closed. */
final class DumpWord implements Word {

    /** The form of Java's old dates, which ZooKeeper writes. */
    private static final String DATE_PATTERN = "EEE MMM dd HH:mm:ss zzz yyyy";

    @Override
    public void answer(ServerView server, StringBuilder out) {
        out.append("SessionTracker dump:\n");
        dumpSessions(server, out);
        out.append("ephemeral nodes dump:\n");
        dumpEphemerals(server, out);
        out.append("Connections dump:\nConnections ");
        dumpConnections(server, out);
    }

    private static void dumpSessions(ServerView server, StringBuilder out) {
        SessionExpiry local = server.localExpiry();
        if (local != null) {
            out.append("Local Session ");
            dumpEnds(server, sessionNames(local), out);
        }
        SessionExpiry expiry = server.expiry();
        if (expiry != null) {
            out.append(local == null ? "Session " : "Global Session ");
            dumpEnds(server, sessionNames(expiry), out);
            return;
        }
        List<ServerSession> sessions = server.sessions().all();
        out.append("Global Sessions(").append(sessions.size()).append("):\n");
        for (ServerSession session : sessions) {
            out.append(session).append('\t').append(session.timeoutMillis()).append("ms\n");
        }
    }

    private static SortedMap<Long, List<String>> sessionNames(SessionExpiry expiry) {
        SortedMap<Long, List<String>> names = new TreeMap<>();
        expiry.ends()
                .forEach((end, sessions) -> names.put(
                        end,
                        sessions.stream()
                                .map(session -> "0x" + Long.toHexString(session))
                                .toList()));
        return names;
    }

    private static void dumpEphemerals(ServerView server, StringBuilder out) {
        SortedMap<Long, List<String>> owned = new TreeMap<>();
        for (ServerSession session : server.sessions().all()) {
            List<String> paths = server.tree().ephemeralsOf(session.id());
            if (!paths.isEmpty()) {
                owned.put(session.id(), paths);
            }
        }
        out.append("Sessions with Ephemerals (").append(owned.size()).append("):\n");
        owned.forEach((session, paths) -> {
            out.append("0x").append(Long.toHexString(session)).append(":\n");
            paths.forEach(path -> out.append('\t').append(path).append('\n'));
        });
    }

    private static void dumpConnections(ServerView server, StringBuilder out) {
        SortedMap<Long, List<String>> names = new TreeMap<>();
        // ZooKeeper looks for silent connections this often, and tells the end of the interval.
        long interval = TimeUnit.MILLISECONDS.toNanos(server.settings().sessionlessMillis());
        for (ConnectionView connection : server.connections()) {
            long end = (connection.silenceEndsNanos() / interval + 1) * interval;
            names.computeIfAbsent(end, each -> new ArrayList<>())
                    .add("ip: /" + connection.address() + " sessionId: 0x" + Long.toHexString(connection.session()));
        }
        dumpEnds(server, names, out);
    }

    private static void dumpEnds(ServerView server, SortedMap<Long, List<String>> names, StringBuilder out) {
        int count = names.values().stream().mapToInt(List::size).sum();
        out.append("Sets (").append(names.size()).append(")/(").append(count).append("):\n");
        long now = server.clock().nanos();
        // Made when somebody asks: as a constant it would have each start load the JDK's calendars.
        DateTimeFormatter date = DateTimeFormatter.ofPattern(DATE_PATTERN, Locale.US);
        names.forEach((end, each) -> {
            long endMillis = server.clock().wallMillis() + TimeUnit.NANOSECONDS.toMillis(end - now);
            out.append(each.size()).append(" expire at ");
            date.formatTo(Instant.ofEpochMilli(endMillis).atZone(ZoneId.systemDefault()), out);
            out.append(":\n");
            each.forEach(name -> out.append('\t').append(name).append('\n'));
        });
    }
}

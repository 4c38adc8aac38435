package io.embeddedcluster.internal.zookeeper.operator;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Answers {@code wchs}, {@code wchc} and {@code wchp}: watches on znodes. As in ZooKeeper, those on children do not count. */
enum WatchWord implements Word {
    /** How many there are. */
    SUMMARY {
        @Override
        public void answer(ServerView server, StringBuilder out) {
            Map<String, List<Long>> byPath = server.watches().dataByPath();
            out.append(server.watches().dataBySession().size()).append(" connections watching ");
            out.append(byPath.size()).append(" paths\nTotal watches:");
            out.append(byPath.values().stream().mapToInt(Collection::size).sum());
            out.append('\n');
        }
    },
    /** For each session the paths. */
    BY_CONNECTION {
        @Override
        public void answer(ServerView server, StringBuilder out) {
            server.watches().dataBySession().forEach((session, paths) -> {
                out.append(hex(session)).append('\n');
                paths.forEach(path -> out.append('\t').append(path).append('\n'));
            });
            out.append('\n');
        }
    },
    /** For each path the sessions. */
    BY_PATH {
        @Override
        public void answer(ServerView server, StringBuilder out) {
            server.watches().dataByPath().forEach((path, sessions) -> {
                out.append(path).append('\n');
                sessions.forEach(
                        session -> out.append('\t').append(hex(session)).append('\n'));
            });
            out.append('\n');
        }
    };

    private static String hex(long session) {
        return "0x" + Long.toHexString(session);
    }
}

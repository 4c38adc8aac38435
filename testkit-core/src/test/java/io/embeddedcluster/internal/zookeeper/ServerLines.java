package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.zookeeper.wire.ReconfigRequest;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The servers of an ensemble as the model of these tests knows them: lines as the znode of the configuration has them.
 *
 * @param lines by the number of the server
 * @param version the zxid that brought this about
 */
record ServerLines(SortedMap<Integer, String> lines, long version) {

    static ServerLines parse(String config) {
        SortedMap<Integer, String> lines = new TreeMap<>();
        long version = 0;
        for (String line : config.lines().toList()) {
            if (line.startsWith("version=")) {
                version = Long.parseLong(line.substring("version=".length()), 16);
            } else {
                lines.put(number(line), line);
            }
        }
        return new ServerLines(lines, version);
    }

    private static int number(String line) {
        return Integer.parseInt(line.substring("server.".length(), line.indexOf('=')));
    }

    /** {@return what a request for single servers that come, change or go leads to} */
    ServerLines changed(ReconfigRequest request, long zxid) {
        SortedMap<Integer, String> next = new TreeMap<>(lines);
        for (String number : split(request.leaving())) {
            next.remove(Integer.parseInt(number));
        }
        for (String line : split(request.joining())) {
            next.put(number(line), line);
        }
        return new ServerLines(next, zxid);
    }

    private static String[] split(@Nullable String list) {
        return list == null ? new String[0] : list.split(",", -1);
    }

    long voterCount() {
        return lines.values().stream()
                .filter(line -> line.contains(":participant"))
                .count();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Integer, String> each : lines.entrySet()) {
            text.append(each.getValue()).append('\n');
        }
        return text.append("version=").append(Long.toHexString(version)).toString();
    }
}

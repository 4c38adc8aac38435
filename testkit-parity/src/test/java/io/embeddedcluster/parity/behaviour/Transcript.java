package io.embeddedcluster.parity.behaviour;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.zookeeper.data.Stat;

/**
 * What the clients of one behaviour saw, each in the order in which it saw it.
 *
 * <p>What is of one run only is named: a zxid by its rank among all that were seen, a session by its client, and a time by
 * whether it is that of its transaction.
 */
final class Transcript {

    private static final Pattern ZXID = Pattern.compile("zxid\\((\\d+)\\)");
    private static final long A_DAY_MILLIS = 86_400_000;

    private final Map<String, List<Line>> lines = new LinkedHashMap<>();
    private final Map<Long, String> sessions = new HashMap<>();
    private final Map<Long, Long> timeOfZxid = new HashMap<>();

    /** Takes down what a client saw. */
    synchronized void add(String client, String text) {
        linesOf(client).add(new Line(text, null, new TreeSet<>()));
        notifyAll();
    }

    /** Takes down that one of a client's watchers heard an event; all that hear it share a line. */
    synchronized void addEvent(String client, Object event, String text, String watcher) {
        List<Line> own = linesOf(client);
        Line line = own.stream().filter(each -> each.event == event).findFirst().orElseGet(() -> {
            own.add(new Line(text, event, new TreeSet<>()));
            return own.get(own.size() - 1);
        });
        line.watchers.add(watcher);
        notifyAll();
    }

    /**
     * Takes down what a request came to that has lost the connection: after that loss, and before what the next connection
     * brings, which may have come already.
     *
     * @param lineCount how many lines there were before the request
     */
    synchronized void addAtLoss(String client, int lineCount, String text) {
        List<Line> own = linesOf(client);
        int place = IntStream.range(lineCount, own.size())
                .filter(i -> own.get(i).text.startsWith("told None Disconnected"))
                .map(i -> i + 1)
                .findFirst()
                .orElse(own.size());
        own.add(place, new Line(text, null, new TreeSet<>()));
        notifyAll();
    }

    /** {@return how much one client has seen} */
    synchronized int lineCount(String client) {
        return linesOf(client).size();
    }

    private List<Line> linesOf(String client) {
        return lines.computeIfAbsent(client, any -> new ArrayList<>());
    }

    /** Calls a session after its client. */
    synchronized void nameSession(long id, String client) {
        sessions.putIfAbsent(id, client);
    }

    /** {@return all of it, client after client} */
    synchronized List<String> text() {
        List<String> text = new ArrayList<>();
        SortedSet<Long> zxids = new TreeSet<>();
        lines.forEach((client, own) -> own.forEach(line -> {
            text.add(client + ": " + line);
            ZXID.matcher(line.text).results().forEach(match -> zxids.add(Long.parseLong(match.group(1))));
        }));
        List<Long> ranks = new ArrayList<>(zxids);
        text.replaceAll(line -> ZXID.matcher(line)
                .replaceAll(match -> "z" + Collections.binarySearch(ranks, Long.parseLong(match.group(1)))));
        return text;
    }

    /** {@return what one client saw, zxids left out} */
    synchronized List<String> seenBy(String client) {
        return linesOf(client).stream()
                .map(line -> ZXID.matcher(line.toString()).replaceAll(Matcher.quoteReplacement("z")))
                .toList();
    }

    /** {@return every field of it} */
    synchronized String of(Stat stat) {
        return "{czxid=" + zxid(stat.getCzxid()) + " mzxid=" + zxid(stat.getMzxid()) + " pzxid="
                + zxid(stat.getPzxid()) + " ctime=" + time(stat.getCtime(), stat.getCzxid()) + " mtime="
                + time(stat.getMtime(), stat.getMzxid()) + " version=" + stat.getVersion() + " cversion="
                + stat.getCversion() + " aversion=" + stat.getAversion() + " owner=" + owner(stat.getEphemeralOwner())
                + " length=" + stat.getDataLength() + " children=" + stat.getNumChildren() + "}";
    }

    /** {@return a zxid, to be named when all are known} */
    static String zxid(long zxid) {
        return zxid <= 0 ? Long.toString(zxid) : "zxid(" + zxid + ")";
    }

    private String time(long millis, long zxid) {
        Long known = timeOfZxid.putIfAbsent(zxid, millis);
        if (millis == 0) {
            return "0";
        }
        if (Math.abs(System.currentTimeMillis() - millis) > A_DAY_MILLIS) {
            return "nonsense";
        }
        return known == null || known == millis ? "right" : "other than before";
    }

    private String owner(long owner) {
        String client = sessions.get(owner);
        return client == null ? "0x" + Long.toHexString(owner) : client;
    }

    /** {@return the lines that two of them do not share, as text} */
    static List<String> differences(List<String> ours, List<String> real) {
        return IntStream.range(0, Math.max(ours.size(), real.size()))
                .filter(i -> !at(ours, i).equals(at(real, i)))
                .mapToObj(i -> "\nline " + i + "\n  ours: " + at(ours, i) + "\n  real: " + at(real, i))
                .toList();
    }

    private static String at(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index) : "nothing";
    }

    private record Line(String text, Object event, SortedSet<String> watchers) {

        @Override
        public String toString() {
            return watchers.isEmpty() ? text : text + " by " + watchers;
        }
    }
}

package io.embeddedcluster.internal.zookeeper;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * Answers operators who send four letters instead of a request.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperAdmin.html#sc_4lw The Four Letter Words
 */
final class FourLetterWords {

    private static final List<String> ENABLED = List.of("ruok", "isro", "srvr", "stat");

    /** What ZooKeeper knows besides; answered as where they are not on its whitelist. */
    private static final List<String> DISABLED = List.of(
            "conf", "cons", "crst", "dirs", "dump", "envi", "gtmk", "hash", "mntr", "srst", "stmk", "wchc", "wchp",
            "wchs");

    private static final String NOT_SERVING = "This ZooKeeper instance is not currently serving requests\n";
    private static final String VERSION =
            "Zookeeper version: 3.9.6-embedded-cluster-testkit, built on 2026-01-01 00:00 UTC\n";

    private final ServerParts parts;
    private final Supplier<ServerMode> mode;
    private final Supplier<String> proposalSizes;

    /**
     * Knows the words.
     *
     * @param mode of the server, now
     * @param proposalSizes of the leader, where this server is it
     */
    FourLetterWords(ServerParts parts, Supplier<ServerMode> mode, Supplier<String> proposalSizes) {
        this.parts = parts;
        this.mode = mode;
        this.proposalSizes = proposalSizes;
    }

    /** {@return whether the letters that these four bytes are make a word} */
    static boolean isWord(int bytes) {
        return ENABLED.contains(letters(bytes)) || DISABLED.contains(letters(bytes));
    }

    /** {@return the answer to a word} */
    String answer(int bytes) {
        String word = letters(bytes);
        boolean serves = parts.link() != null;
        return switch (word) {
            case "ruok" -> "imok";
            case "isro" -> serves ? "rw" : "null";
            case "srvr" -> serves ? VERSION + summary() : NOT_SERVING;
            case "stat" -> serves ? VERSION + clients() + summary() : NOT_SERVING;
            default -> word + " is not executed because it is not in the whitelist.\n";
        };
    }

    private static String letters(int bytes) {
        byte[] letters = ByteBuffer.allocate(Integer.BYTES).putInt(bytes).array();
        return new String(letters, StandardCharsets.US_ASCII);
    }

    private String clients() {
        StringBuilder text = new StringBuilder("Clients:\n");
        parts.connections.all().forEach(each -> text.append(each.statLine()).append('\n'));
        return text.append('\n').toString();
    }

    private String summary() {
        WriteLink link = parts.link();
        String text = "Latency min/avg/max: " + parts.statistics.latencies()
                + "\nReceived: " + parts.statistics.receivedCount()
                + "\nSent: " + parts.statistics.sentCount()
                + "\nConnections: " + parts.connections.all().size()
                + "\nOutstanding: " + (link == null ? 0 : link.outstanding())
                + "\nZxid: 0x" + Long.toHexString(parts.state.lastZxid())
                + "\nMode: " + mode.get().text()
                // ZooKeeper keeps the root under two names and counts both.
                + "\nNode count: " + (parts.state.tree().size() + 1) + "\n";
        return mode.get() == ServerMode.LEADER
                ? text + "Proposal sizes last/min/max: " + proposalSizes.get() + "\n"
                : text;
    }
}

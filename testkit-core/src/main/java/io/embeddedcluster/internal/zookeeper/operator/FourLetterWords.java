package io.embeddedcluster.internal.zookeeper.operator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Answers operators who send a four-letter word instead of a request: all words of ZooKeeper, in its format.
 *
 * <p>Where a word is not on the whitelist the answer says so. As in ZooKeeper, {@code srvr} is always on it, and
 * {@code isro} is where there are read-only servers.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperAdmin.html#sc_4lw The Four Letter Words
 */
public final class FourLetterWords {

    private static final String ALL = "*";
    private static final String STATUS = "srvr";
    private static final String IS_READ_ONLY = "isro";

    /** What telnet sends as it leaves: known to ZooKeeper by this name, and no word that does anything. */
    private static final int TELNET_CLOSE = 0xfff4fffd;

    private static final String TELNET_CLOSE_NAME = "telnet close";

    private final ServerView server;
    private final TraceMask traceMask = new TraceMask();
    private final Map<String, Word> words = new TreeMap<>();
    private final Set<String> whitelist;

    /**
     * Knows the words.
     *
     * @param whitelist which of them are answered; {@code *} for all
     * @param readOnlyMode whether there are read-only servers
     */
    public FourLetterWords(ServerView server, Collection<String> whitelist, boolean readOnlyMode) {
        this.server = server;
        this.whitelist = new TreeSet<>(whitelist);
        this.whitelist.add(STATUS);
        if (readOnlyMode) {
            this.whitelist.add(IS_READ_ONLY);
        }
        words.put("conf", new ConfWord().whileServing());
        words.put("cons", new ConsWord().whileServing());
        words.put("crst", new ConnectionResetWord().whileServing());
        words.put("dirs", new DirsWord().whileServing());
        words.put("dump", new DumpWord().whileServing());
        words.put("envi", new EnviWord());
        words.put("gtmk", (view, out) -> out.append(traceMask.bits()));
        words.put("hash", new HashWord());
        words.put(IS_READ_ONLY, new IsroWord());
        words.put("mntr", new MntrWord().whileServing());
        words.put("ruok", (view, out) -> out.append("imok"));
        words.put("srst", new ServerResetWord().whileServing());
        words.put(STATUS, new StatWord(false).whileServing());
        words.put("stat", new StatWord(true).whileServing());
        words.put(TraceMask.WORD, (view, out) -> out.append(traceMask.bits()));
        words.put("wchc", WatchWord.BY_CONNECTION.whileServing());
        words.put("wchp", WatchWord.BY_PATH.whileServing());
        words.put("wchs", WatchWord.SUMMARY.whileServing());
    }

    /** {@return whether these four bytes are a word that is answered, be it only by saying that it is not executed} */
    public boolean isWord(int bytes) {
        return bytes == TELNET_CLOSE ? !isEnabled(TELNET_CLOSE_NAME) : words.containsKey(letters(bytes));
    }

    /** {@return how many bytes of this word follow its four letters} */
    public int argumentBytes(int bytes) {
        return letters(bytes).equals(TraceMask.WORD) && isEnabled(TraceMask.WORD) ? Long.BYTES : 0;
    }

    /** {@return the answer to a word, possibly empty} */
    public String answer(int bytes, @Nullable ByteBuffer argument) {
        String name = bytes == TELNET_CLOSE ? TELNET_CLOSE_NAME : letters(bytes);
        if (!isEnabled(name)) {
            return name + " is not executed because it is not in the whitelist.\n";
        }
        if (argument != null && argument.remaining() == Long.BYTES) {
            traceMask.set(argument.getLong());
        }
        StringBuilder out = new StringBuilder();
        Objects.requireNonNull(words.get(name)).answer(server, out);
        return out.toString();
    }

    private boolean isEnabled(String name) {
        return whitelist.contains(ALL) || whitelist.contains(name);
    }

    private static String letters(int bytes) {
        byte[] letters = ByteBuffer.allocate(Integer.BYTES).putInt(bytes).array();
        return new String(letters, StandardCharsets.US_ASCII);
    }

    /** Which traces a server writes. There are none here, but what was set is told again. */
    private static final class TraceMask {

        private static final String WORD = "stmk";

        /** ZooKeeper's own beginning. */
        private static final long DEFAULT = 306;

        private long bits = DEFAULT;

        private void set(long bits) {
            this.bits = bits;
        }

        private long bits() {
            return bits;
        }
    }
}

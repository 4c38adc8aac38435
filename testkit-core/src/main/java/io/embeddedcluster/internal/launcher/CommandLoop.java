package io.embeddedcluster.internal.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Reads one command per line and answers each with one line, until {@code quit} or the end of input. */
final class CommandLoop {

    /** The longest line that is looked at: many times that of any command. */
    private static final int MAX_LINE_CHARS = 64 * 1024;

    private final ClusterCommands commands;

    CommandLoop(ClusterCommands commands) {
        this.commands = commands;
    }

    void run(BufferedReader in, PrintWriter out) throws IOException {
        for (String line = readLine(in); line != null; line = readLine(in)) {
            if (line.isBlank()) {
                continue;
            }
            Answer answer = line.length() <= MAX_LINE_CHARS
                    ? commands.obey(line)
                    : Answer.error("a line of more than " + MAX_LINE_CHARS + " characters (expected: a command)");
            out.println(answer.line());
            out.flush();
            if (answer.isLast()) {
                return;
            }
        }
    }

    /** Reads a line, but no more of it than shows that it is too long; null at the end of input. */
    private static @Nullable String readLine(BufferedReader in) throws IOException {
        int next = in.read();
        if (next < 0) {
            return null;
        }
        StringBuilder line = new StringBuilder();
        for (; next >= 0 && next != '\n'; next = in.read()) {
            if (line.length() <= MAX_LINE_CHARS) {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}

package io.embeddedcluster.internal.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;

/** Reads one command per line and answers each with one line, until {@code quit} or the end of input. */
final class CommandLoop {

    private final ClusterCommands commands;

    CommandLoop(ClusterCommands commands) {
        this.commands = commands;
    }

    void run(BufferedReader in, PrintWriter out) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.isBlank()) {
                continue;
            }
            Answer answer = commands.obey(line);
            out.println(answer.line());
            out.flush();
            if (answer.isLast()) {
                return;
            }
        }
    }
}

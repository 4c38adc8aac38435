package io.embeddedcluster.internal.launcher;

import io.embeddedcluster.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Where a cluster is, as {@code key=value} lines, which Java's {@code Properties} and any shell can read. */
record ReadyFile(List<String> lines) {

    /** An ensemble alone has nothing to say of brokers. */
    static ReadyFile of(Cluster cluster) {
        boolean brokers = !cluster.brokers().isEmpty();
        List<String> lines = new ArrayList<>();
        if (brokers) {
            lines.add("bootstrap.servers=" + cluster.bootstrapServers());
        }
        lines.add("quorum.connect=" + cluster.quorumConnectString());
        if (brokers) {
            lines.add("cluster.id=" + cluster.clusterId());
        }
        lines.add("seed=" + cluster.seed());
        return new ReadyFile(List.copyOf(lines));
    }

    /** Writes the lines to a file that is there whole or not at all: whoever waits for it never reads half of it. */
    void writeTo(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path unfinished = absolute.resolveSibling(absolute.getFileName() + ".unfinished");
        try {
            Files.write(unfinished, lines);
            Files.move(unfinished, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IOException("--ready-file: " + file + " cannot be written: " + e, e);
        }
    }

    /**
     * Refuses what cannot become such a file, so that no cluster is started for it.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static void requireWritable(Path file) {
        Path absolute = file.toAbsolutePath();
        Path directory = absolute.getParent();
        if (directory == null || !Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw refused(file, "a file in a directory that is there and can be written to");
        }
        if (Files.isDirectory(absolute)) {
            throw refused(file, "a file, not a directory");
        }
    }

    private static IllegalArgumentException refused(Path file, String expected) {
        return new IllegalArgumentException("--ready-file: " + file + " (expected: " + expected + ")");
    }
}

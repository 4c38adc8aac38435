package io.embeddedcluster.internal.launcher;

import io.embeddedcluster.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Where a cluster is, as {@code key=value} lines, which Java's {@code Properties} and any shell can read. */
record ReadyFile(List<String> lines) {

    static ReadyFile of(Cluster cluster) {
        return new ReadyFile(List.of(
                "bootstrap.servers=" + cluster.bootstrapServers(),
                "quorum.connect=" + cluster.quorumConnectString(),
                "cluster.id=" + cluster.clusterId(),
                "seed=" + cluster.seed()));
    }

    /** Writes the lines to a file that is there whole or not at all: whoever waits for it never reads half of it. */
    void writeTo(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path unfinished = absolute.resolveSibling(absolute.getFileName() + ".unfinished");
        Files.write(unfinished, lines);
        Files.move(unfinished, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}

package io.embeddedcluster.parity.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ZooKeeper's C client on our quorum. */
@Timeout(180)
class CClientTest {

    @TempDir
    private Path directory;

    @Test
    void operationsWatchesAndTheLockHoldWhenTheLeaderDies() throws Exception {
        assumeTrue(
                Files.exists(Path.of("/usr/include/zookeeper/zookeeper.h"))
                        && ForeignProgram.succeeds("gcc", "--version"),
                "needs gcc and the Debian package libzookeeper-mt-dev");
        String program = directory.resolve("client").toString();
        assertThat(ForeignProgram.succeeds(
                        "gcc",
                        "-std=gnu11",
                        "-DTHREADED",
                        "-o",
                        program,
                        ForeignProgram.source("client.c"),
                        "-lzookeeper_mt",
                        "-lpthread"))
                .as("client.c compiles")
                .isTrue();

        ForeignProgram.assertHoldsWhenTheLeaderDies(List.of(program));
    }
}

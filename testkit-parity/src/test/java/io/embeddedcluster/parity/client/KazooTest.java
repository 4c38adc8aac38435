package io.embeddedcluster.parity.client;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Python's kazoo on our quorum. */
@Timeout(180)
class KazooTest {

    /** Debian's, whose packages are Debian's too; another one may come first on the path. */
    private static final String PYTHON = "/usr/bin/python3";

    @Test
    void operationsWatchesAndTheLockHoldWhenTheLeaderDies() throws Exception {
        assumeTrue(
                ForeignProgram.succeeds(PYTHON, "-c", "import kazoo"),
                "needs the Debian package python3-kazoo, and its " + PYTHON);

        ForeignProgram.assertHoldsWhenTheLeaderDies(List.of(PYTHON, ForeignProgram.source("client.py")));
    }
}

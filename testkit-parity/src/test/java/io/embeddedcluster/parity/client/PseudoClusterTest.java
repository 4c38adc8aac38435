package io.embeddedcluster.parity.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.embeddedcluster.internal.launcher.Main;
import io.embeddedcluster.parity.fixture.FourLetters;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three servers on one machine by one command, and what everybody tries first with them: status, a znode that goes through
 * one server and is seen through another, one server down, two down.
 */
@Timeout(300)
class PseudoClusterTest {

    /** Below the ports that systems give out; spread, so that two builds on one machine seldom meet. */
    private static final int PORT_BASE =
            20_000 + Math.toIntExact(ProcessHandle.current().pid() % 2_000) * 4;

    private Process program;
    private BufferedReader out;
    private PrintWriter in;

    @BeforeEach
    void start() throws IOException {
        program = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "start",
                        "--brokers",
                        "0",
                        "--quorum",
                        "3",
                        "--quorum-port-base",
                        Integer.toString(PORT_BASE)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = program.inputReader();
        in = new PrintWriter(program.outputWriter(), true);
        String line = out.readLine();
        while (!"ready".equals(line)) {
            assertThat(line).as("output of the launcher").isNotNull();
            line = out.readLine();
        }
    }

    @AfterEach
    void end() {
        program.destroyForcibly();
    }

    @Test
    void worksWithOneServerDownAndServesNoWritesWithTwoDown() throws Exception {
        assertThat(modes()).containsExactlyInAnyOrder("leader", "follower", "follower");
        int leader = idOf("leader");
        List<Integer> followers =
                IntStream.rangeClosed(1, 3).filter(id -> id != leader).boxed().toList();
        try (ZkCli first = ZkCli.connect(address(followers.get(0)));
                ZkCli second = ZkCli.connect(address(followers.get(1)))) {
            // A znode is created through one server, and seen, watched and deleted through others.
            first.type("create /demo first", "Created /demo");
            second.type("sync /demo", "Sync is OK");
            second.type("get -w /demo", "first");
            first.type("set /demo second");
            second.awaitOutput("type:NodeDataChanged path:/demo");
            second.type("get -w /demo", "second");
            first.type("delete /demo");
            second.awaitOutput("type:NodeDeleted path:/demo");
            first.type("stat /demo", "Node does not exist: /demo");
            first.type("create /kept before", "Created /kept");

            // One of three down, and it is the leader: the other two go on.
            command("kill quorum-" + leader);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(modes()).containsExactlyInAnyOrder("leader", "follower"));
            first.awaitOutput("state:SyncConnected");
            first.type("set /kept one-down");
            first.type("get /kept", "one-down");

            // Two of three down: the last one serves no writes, and says so.
            command("kill quorum-" + followers.get(1));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(modes()).isEmpty());
            assertThat(FourLetters.ask(address(followers.get(0)), "srvr")).contains("not currently serving requests");
            first.type("set /kept two-down", "ConnectionLoss for /kept");

            // They come back, and everything is there.
            command("start quorum-" + leader);
            command("start quorum-" + followers.get(1));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(modes()).containsExactlyInAnyOrder("leader", "follower", "follower"));
            first.awaitOutput("state:SyncConnected");
            first.type("get /kept", "one-down");
        }
        in.println("quit");
        assertThat(out.readLine()).isEqualTo("ok");
    }

    private void command(String line) throws IOException {
        in.println(line);
        assertThat(out.readLine()).as(line).isEqualTo("ok");
    }

    private static String address(int id) {
        return "127.0.0.1:" + (PORT_BASE + id);
    }

    private static List<String> modes() {
        return IntStream.rangeClosed(1, 3)
                .mapToObj(id -> FourLetters.mode(address(id)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static int idOf(String mode) {
        return IntStream.rangeClosed(1, 3)
                .filter(id -> FourLetters.mode(address(id)).equals(Optional.of(mode)))
                .findFirst()
                .orElseThrow();
    }
}

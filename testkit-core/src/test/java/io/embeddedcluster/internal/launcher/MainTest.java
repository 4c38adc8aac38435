package io.embeddedcluster.internal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the program says to wrong arguments: it exits with 2 for wrong usage, with 1 for what cannot be, and starts nothing. */
class MainTest {

    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = Main.commandLine().setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "'start,--brokers,three', 2, '--brokers', 'three'",
        "'start,--topic,orders', 2, '--topic', 'name:partitions:replicationFactor'",
        "'start,--no-such-option', 2, 'Unknown option', '--no-such-option'",
        "'start,--brokers,99', 1, 'brokers: 99', 'expected: 0 to '",
        "'start,--topic,orders:1:2', 1, 'replicationFactor: 2', 'expected: 1 to 1'",
        "'start,--broker-port-base,80', 1, 'brokerPortBase: 80', 'expected: 0 for random ports'",
        "'start,--quorum,3,--quorum-connect-string,localhost:2181', 1, 'quorum: 3', 'expected: none of them'",
        "'start,--observers,1,--quorum-connect-string,localhost:2181', 1, 'observers: 1', 'expected: no observers'",
        "'start,--brokers,0,--quorum-connect-string,localhost:2181', 1, 'brokers: 0', 'expected: at least 1 broker'",
        "'start,--quorum-connect-string,nonsense', 1, 'quorumConnectString: \"nonsense\"', 'expected: host:port'",
        "'start,--quorum-connect-string= ', 1, 'quorumConnectString: ', 'expected: host:port'",
        "'start,--ready-file,/', 1, '--ready-file: /', 'expected: a file in a directory'",
        "'start,--ready-file,/nowhere/to/be/found', 1, '--ready-file: /nowhere', 'expected: a file in a directory'",
        "'start,--ready-file,.', 1, '--ready-file: .', 'expected: a file, not a directory'",
        "'demo,--kills,0', 2, '--kills: 0', 'expected: 1 to '",
    })
    void wrongArgumentsAreNamed(String arguments, int status, String value, String expected) {
        assertThat(run(arguments.split(","))).isEqualTo(status);
        assertThat(err.toString()).contains(value, expected);
    }

    @Test
    void portThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int base = taken.getLocalPort() - 1;
            assertThat(run("start", "--quorum-port-base", Integer.toString(base)))
                    .isEqualTo(1);
            assertThat(err.toString()).startsWith("error quorum-1 cannot take 127.0.0.1:" + (base + 1) + ": ");
        }
    }

    @Test
    void everyCommandHasHelp() {
        for (String command : new String[] {"start", "demo"}) {
            StringWriter out = new StringWriter();
            assertThat(Main.commandLine().setOut(new PrintWriter(out, true)).execute(command, "--help"))
                    .isZero();
            assertThat(out.toString()).contains("Usage: testkit " + command);
        }
    }
}

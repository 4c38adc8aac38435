package io.embeddedcluster.internal.zookeeper.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.zookeeper.QuorumServer;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.fixture.LiveEnsemble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many clients a server takes, and for how long without a session. */
class ConnectionLimitTest {

    private static final NodeName SERVER = NodeName.quorum(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void connectionsFromOneAddressAreLimited() throws Exception {
        assertLimitOfTwo("maxClientCnxns");
    }

    @Test
    void connectionsAreLimited() throws Exception {
        assertLimitOfTwo("maxCnxns");
    }

    private static void assertLimitOfTwo(String name) throws Exception {
        try (LiveEnsemble ensemble = ensemble(Map.of(name, "2"))) {
            try (Socket first = connect(ensemble);
                    Socket second = connect(ensemble)) {
                awaitConnections(ensemble, 2);
                try (Socket third = connect(ensemble)) {
                    assertThat(isEnded(third)).isTrue();
                }
                assertThat(say(first, "ruok")).isEqualTo("imok");
                assertThat(say(second, "ruok")).isEqualTo("imok");
            }
            awaitConnections(ensemble, 0);

            try (Socket later = connect(ensemble)) {
                assertThat(say(later, "ruok")).isEqualTo("imok");
            }
        }
    }

    @Test
    void connectionWithoutASessionEndsAfterItsTime() throws Exception {
        try (LiveEnsemble ensemble = ensemble(Map.of("nio.sessionlessCnxnTimeout", "200"));
                Socket silent = connect(ensemble)) {
            silent.setSoTimeout(5_000);

            assertThat(isEnded(silent)).isTrue();
        }
    }

    private static LiveEnsemble ensemble(Map<String, String> config) {
        return new LiveEnsemble(1, spec -> spec.withConfig(QuorumConfig.of(config)));
    }

    private static Socket connect(LiveEnsemble ensemble) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), ensemble.port(SERVER));
        socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        return socket;
    }

    private static void awaitConnections(LiveEnsemble ensemble, int count) {
        await().atMost(PATIENCE).until(() -> ensemble.ask(SERVER, QuorumServer::connectionCount) == count);
    }

    private static boolean isEnded(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static String say(Socket socket, String word) throws IOException {
        socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII);
    }
}

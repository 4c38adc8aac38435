package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** TLS and plaintext on the port of a quorum node. */
class TrustStoreTest {

    private static final byte[] WORD = {'r', 'u', 'o', 'k'};
    private static final byte[] ANSWER = {'i', 'm', 'o', 'k'};

    private final Cluster cluster = Cluster.builder()
            .brokers(0)
            .quorumConfig("client.portUnification", "true")
            .start();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void certificateStandsForTheLoopbackAddressAndComesFromTheAuthority() throws Exception {
        try (SSLSocket socket = connect(trusted())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.getOutputStream().write(WORD);
            assertThat(socket.getInputStream().readNBytes(ANSWER.length)).isEqualTo(ANSWER);
        }
    }

    @Test
    void whoTrustsNobodyIsRefusedAndPlaintextGoesOn() throws Exception {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port())) {
            try (SSLSocket distrustful = connect(null)) {
                assertThatThrownBy(distrustful::startHandshake).isInstanceOf(SSLException.class);
            }
            plain.getOutputStream().write(WORD);
            assertThat(plain.getInputStream().readAllBytes()).isEqualTo(ANSWER);
        }
    }

    @Test
    void trustStoreGoesWithItsCluster() {
        Path file = Path.of(cluster.trustStore().path());
        assertThat(file).exists();
        cluster.close();
        assertThat(file).doesNotExist();
    }

    @Test
    void clusterWithoutTlsHasNoTrustStore() {
        try (Cluster plain = Cluster.builder().brokers(0).start()) {
            assertThatThrownBy(plain::trustStore)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("client.portUnification");
        }
    }

    private KeyStore trusted() throws Exception {
        TrustStore trustStore = cluster.trustStore();
        KeyStore trusted = KeyStore.getInstance(trustStore.type());
        try (InputStream in = Files.newInputStream(Path.of(trustStore.path()))) {
            trusted.load(in, trustStore.password().toCharArray());
        }
        return trusted;
    }

    /** Connects as one who trusts these, or, where there are none, whom Java trusts. */
    private SSLSocket connect(KeyStore trusted) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port());
    }

    private int port() {
        return Integer.parseInt(cluster.quorumNode(1).address().split(":", -1)[1]);
    }
}

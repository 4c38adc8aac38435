package io.embeddedcluster.internal.host.live;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/** A file with what clients have to trust in order to speak TLS with the nodes of this JVM. Deleted when closed. */
public final class TrustStoreFile implements AutoCloseable {

    /** The format of the file. */
    public static final String TYPE = "PKCS12";

    /** The password of the file; it holds nothing secret. */
    public static final String PASSWORD = "changeit";

    private final Path path;

    private TrustStoreFile(Path path) {
        this.path = path;
    }

    /** Writes one into the directory for temporary files. */
    public static TrustStoreFile write() {
        try {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(null, null);
            store.setCertificateEntry(
                    "embedded-cluster-ca", CertificateAuthority.shared().certificate());
            Path path = Files.createTempFile("embedded-cluster-trust", ".p12");
            try (OutputStream out = Files.newOutputStream(path)) {
                store.store(out, PASSWORD.toCharArray());
            }
            path.toFile().deleteOnExit();
            return new TrustStoreFile(path);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot write a trust store", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return where it lies} */
    public String path() {
        return path.toString();
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.embeddedcluster.internal.host.live;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;

/**
 * The authority that the TLS certificates of this JVM come from, and the one certificate that it gives: for servers on the
 * loopback address.
 *
 * <p>The JDK reads certificates but has no public way to make one. Keys are drawn at first use, once per JVM, and nobody
 * else pays for them. Not modelled: revocation, certificates of clients.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc5280 RFC 5280: X.509 Public Key Infrastructure Certificate
 */
final class CertificateAuthority {

    private static final String AUTHORITY_NAME = "Embedded Cluster Testkit CA";
    private static final String SERVER_NAME = "localhost";
    private static final int VERSION_3 = 2;
    private static final Duration MARGIN = Duration.ofDays(1);
    private static final Duration LIFE = Duration.ofDays(365);

    // RFC 5758: ecdsa-with-SHA256
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.identifier(1, 2, 840, 10045, 4, 3, 2));
    private static final byte[] COMMON_NAME = Der.identifier(2, 5, 4, 3);
    private static final byte[] SUBJECT_ALTERNATIVE_NAME = Der.identifier(2, 5, 29, 17);
    private static final byte[] BASIC_CONSTRAINTS = Der.identifier(2, 5, 29, 19);
    private static final byte[] KEY_USAGE = Der.identifier(2, 5, 29, 15);
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private static final CertificateAuthority SHARED = create();

    private final X509Certificate certificate;
    private final X509Certificate serverCertificate;
    private final PrivateKey serverKey;

    private CertificateAuthority(X509Certificate certificate, X509Certificate serverCertificate, PrivateKey serverKey) {
        this.certificate = certificate;
        this.serverCertificate = serverCertificate;
        this.serverKey = serverKey;
    }

    /** {@return the authority of this JVM} */
    static CertificateAuthority shared() {
        return SHARED;
    }

    private static CertificateAuthority create() {
        try {
            KeyPair authority = keys();
            KeyPair server = keys();
            // RFC 5280, 4.2.1.3: the bits for signing certificates and lists of revoked ones.
            byte[] authorityExtensions = Der.sequence(
                    extension(BASIC_CONSTRAINTS, Der.sequence(Der.yes())),
                    extension(KEY_USAGE, Der.bits(1, (byte) 0b0000_0110)));
            byte[] serverExtensions = Der.sequence(extension(
                    SUBJECT_ALTERNATIVE_NAME,
                    Der.sequence(
                            Der.implicit(DNS_NAME, SERVER_NAME.getBytes(StandardCharsets.US_ASCII)),
                            Der.implicit(IP_ADDRESS, new byte[] {127, 0, 0, 1}),
                            Der.implicit(IP_ADDRESS, ipv6Loopback()))));
            return new CertificateAuthority(
                    certificate(1, AUTHORITY_NAME, authority.getPublic(), authorityExtensions, authority.getPrivate()),
                    certificate(2, SERVER_NAME, server.getPublic(), serverExtensions, authority.getPrivate()),
                    server.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot make EC certificates", e);
        }
    }

    private static byte[] ipv6Loopback() {
        byte[] address = new byte[16];
        address[15] = 1;
        return address;
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static byte[] extension(byte[] identifier, byte[] contents) {
        return Der.sequence(identifier, Der.octets(contents));
    }

    private static X509Certificate certificate(
            int serial, String name, PublicKey key, byte[] extensions, PrivateKey signer)
            throws GeneralSecurityException {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        byte[] toBeSigned = Der.sequence(
                Der.explicit(0, Der.integer(VERSION_3)),
                Der.integer(serial),
                ECDSA_WITH_SHA256,
                name(AUTHORITY_NAME),
                Der.sequence(Der.time(now.minus(MARGIN)), Der.time(now.plus(LIFE))),
                name(name),
                key.getEncoded(),
                Der.explicit(3, extensions));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer);
        signature.update(toBeSigned);
        byte[] signed = Der.sequence(toBeSigned, ECDSA_WITH_SHA256, Der.bits(0, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.text(commonName))));
    }

    /** {@return what clients have to trust} */
    X509Certificate certificate() {
        return certificate;
    }

    /** {@return what servers show} */
    X509Certificate serverCertificate() {
        return serverCertificate;
    }

    /** {@return what servers keep} */
    PrivateKey serverKey() {
        return serverKey;
    }
}

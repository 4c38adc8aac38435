package io.embeddedcluster.internal.zookeeper.handler;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The authentication schemes: how a client proves an identity, and which identities an ACL can name.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperProgrammers.html#sc_BuiltinACLSchemes Builtin ACL Schemes
 */
enum AuthScheme {
    /** A user and a password, of which the ACL holds a hash. */
    DIGEST("digest") {
        @Override
        @Nullable
        AuthId authenticate(byte @Nullable [] proof, String address) {
            if (proof == null) {
                return null;
            }
            String user = new String(proof, StandardCharsets.UTF_8).split(":", 2)[0];
            return new AuthId(name, user + ":" + Base64.getEncoder().encodeToString(sha1(proof)));
        }

        @Override
        boolean isValid(String id) {
            return id.split(":").length == 2;
        }

        @Override
        boolean matches(String id, String expression) {
            return id.equals(expression);
        }

        @Override
        boolean isAuthenticated() {
            return true;
        }
    },
    /** The address that the client connects from, or a prefix of it in bits. */
    IP("ip") {
        @Override
        AuthId authenticate(byte @Nullable [] proof, String address) {
            return new AuthId(name, address);
        }

        @Override
        boolean isValid(String id) {
            return IpPattern.parse(id) != null;
        }

        @Override
        boolean matches(String id, String expression) {
            IpPattern pattern = IpPattern.parse(expression);
            return pattern != null && pattern.matches(id);
        }

        @Override
        boolean isAuthenticated() {
            return false;
        }
    },
    /** A user who has logged in by SASL; not to be proved in another way. */
    SASL("sasl") {
        @Override
        @Nullable
        AuthId authenticate(byte @Nullable [] proof, String address) {
            return null;
        }

        /** As ZooKeeper: a principal of Kerberos, or a name without a realm. */
        @Override
        boolean isValid(String id) {
            return !id.contains("@") || PRINCIPAL.matcher(id).matches();
        }

        @Override
        boolean matches(String id, String expression) {
            return id.equals(SUPER_USER) || id.equals(expression);
        }

        @Override
        boolean isAuthenticated() {
            return true;
        }
    };

    private static final Pattern PRINCIPAL = Pattern.compile("[^/@]*(/[^/@]*)?@[^/@]*");

    /** Of SASL: a client with this name may do everything that any client logged in by SASL may. */
    private static final String SUPER_USER = "super";

    final String name;

    AuthScheme(String name) {
        this.name = name;
    }

    /** {@return what the client has proved, or null where it has not} */
    abstract @Nullable AuthId authenticate(byte @Nullable [] proof, String address);

    /** {@return whether an ACL may hold that id} */
    abstract boolean isValid(String id);

    /** {@return whether the client's id is meant by that expression of an ACL} */
    abstract boolean matches(String id, String expression);

    /** {@return whether an ACL's {@code auth} means ids of this scheme} */
    abstract boolean isAuthenticated();

    static @Nullable AuthScheme of(@Nullable String name) {
        for (AuthScheme scheme : values()) {
            if (scheme.name.equals(name)) {
                return scheme;
            }
        }
        return null;
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}

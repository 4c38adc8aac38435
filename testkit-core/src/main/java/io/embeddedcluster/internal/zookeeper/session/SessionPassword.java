package io.embeddedcluster.internal.zookeeper.session;

import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Passwords of sessions: derived from the id and a secret that all servers share, so that any of them can check one.
 */
public final class SessionPassword {

    private final long secret;

    /** Derives from that secret. */
    public SessionPassword(long secret) {
        this.secret = secret;
    }

    /** {@return the password of a session} */
    public byte[] of(long session) {
        ByteBuffer input = ByteBuffer.allocate(2 * Long.BYTES).putLong(secret).putLong(session);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(input.array());
            return Arrays.copyOf(digest, ConnectRequest.PASSWORD_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** {@return whether that is the session's password} */
    public boolean matches(long session, byte @Nullable [] password) {
        return password != null && MessageDigest.isEqual(of(session), password);
    }
}

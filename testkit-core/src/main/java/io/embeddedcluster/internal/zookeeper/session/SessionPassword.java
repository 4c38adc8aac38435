package io.embeddedcluster.internal.zookeeper.session;

import io.embeddedcluster.internal.host.RandomStreams;
import io.embeddedcluster.internal.zookeeper.wire.ConnectRequest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Passwords of sessions: derived from the id and a secret that all servers share, so that any of them can check one.
 *
 * <p>They are random numbers from a seed, as in ZooKeeper, and keep nothing secret: a digest would be no safer here, and has
 * each start load the JDK's security providers.
 */
public final class SessionPassword {

    private final RandomStreams secret;

    /** Derives from that secret. */
    public SessionPassword(long secret) {
        this.secret = new RandomStreams(secret);
    }

    /** {@return the password of a session} */
    public byte[] of(long session) {
        RandomGenerator random = secret.child(Long.toString(session)).stream("password");
        byte[] password = new byte[ConnectRequest.PASSWORD_BYTES];
        random.nextBytes(password);
        return password;
    }

    /** {@return whether that is the session's password} */
    public boolean matches(long session, byte @Nullable [] password) {
        return Arrays.equals(of(session), password);
    }
}

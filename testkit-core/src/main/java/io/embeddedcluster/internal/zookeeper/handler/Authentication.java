package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.AuthRequest;
import java.util.List;

/** Finds the identities of a client: from the address that it connects from, and from the credentials that it sends. */
public final class Authentication {

    private static final String CLIENT = "client ";
    private static final String LOOPBACK = "127.0.0.1";

    private Authentication() {}

    /** {@return what a client is without proving anything} */
    public static AuthId ofAddress(String peer) {
        return new AuthId(AuthScheme.IP.name, ipOf(peer));
    }

    /**
     * Returns what the client has proved; nothing where it is refused.
     *
     * @param superDigest what a super user's digest is, as ZooKeeper's setting of that name has it; empty for no super user
     */
    public static List<AuthId> check(AuthRequest request, String peer, String superDigest) {
        AuthScheme scheme = AuthScheme.of(request.scheme());
        AuthId proved = scheme == null ? null : scheme.authenticate(request.auth(), ipOf(peer));
        if (proved == null) {
            return List.of();
        }
        boolean isSuper = scheme == AuthScheme.DIGEST && proved.id().equals(superDigest);
        return isSuper ? List.of(AuthId.SUPER, proved) : List.of(proved);
    }

    /** {@return whether the client shows a digest} */
    public static boolean isByDigest(AuthRequest request) {
        return AuthScheme.of(request.scheme()) == AuthScheme.DIGEST;
    }

    /** {@return address and port of a client, or the name of a node of the cluster} */
    public static String addressOf(String peer) {
        return peer.startsWith(CLIENT) ? peer.substring(CLIENT.length()) : peer;
    }

    /** {@return the address of a client; that of this machine for a node of the cluster} */
    public static String ipOf(String peer) {
        int colon = peer.lastIndexOf(':');
        return peer.startsWith(CLIENT) && colon > 0 ? peer.substring(CLIENT.length(), colon) : LOOPBACK;
    }
}

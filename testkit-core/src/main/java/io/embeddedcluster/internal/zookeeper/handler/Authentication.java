package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.AuthRequest;
import org.jspecify.annotations.Nullable;

/** Finds out who a client is: by its address, and by what it proves. */
public final class Authentication {

    private static final String CLIENT = "client ";
    private static final String LOOPBACK = "127.0.0.1";

    private Authentication() {}

    /** {@return what a client is without proving anything} */
    public static AuthId ofAddress(String peer) {
        return new AuthId(AuthScheme.IP.name, ipOf(peer));
    }

    /** {@return what the client has proved, or null where it has not} */
    public static @Nullable AuthId check(AuthRequest request, String peer) {
        AuthScheme scheme = AuthScheme.of(request.scheme());
        return scheme == null || request.auth() == null ? null : scheme.authenticate(request.auth(), ipOf(peer));
    }

    /** {@return address and port of a client, or the name of a node of the cluster} */
    public static String addressOf(String peer) {
        return peer.startsWith(CLIENT) ? peer.substring(CLIENT.length()) : peer;
    }

    private static String ipOf(String peer) {
        int colon = peer.lastIndexOf(':');
        return peer.startsWith(CLIENT) && colon > 0 ? peer.substring(CLIENT.length(), colon) : LOOPBACK;
    }
}

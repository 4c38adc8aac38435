package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.zookeeper.handler.AuthId;
import io.embeddedcluster.internal.zookeeper.handler.Authentication;
import io.embeddedcluster.internal.zookeeper.handler.SaslLogin;
import io.embeddedcluster.internal.zookeeper.wire.AuthRequest;
import io.embeddedcluster.internal.zookeeper.wire.JuteFormatException;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ReplyHeader;
import io.embeddedcluster.internal.zookeeper.wire.SaslRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/**
 * Who the client of one connection is: what it has proved, and whether that is enough to be served.
 *
 * <p>As in ZooKeeper, these requests are answered at once, not in the order of others, and a failure ends the connection
 * but not the session. Without users nobody can log in by SASL, and who tries is told nothing and served on.
 *
 * @spec https://cwiki.apache.org/confluence/display/ZOOKEEPER/Client-Server+mutual+authentication SASL in ZooKeeper
 */
final class ClientLogin {

    private final ServerParts parts;
    private final ClientConnection connection;
    private final String peer;
    private final Set<AuthId> ids = new LinkedHashSet<>();
    private @Nullable SaslLogin sasl;

    ClientLogin(ServerParts parts, ClientConnection connection, String peer) {
        this.parts = parts;
        this.connection = connection;
        this.peer = peer;
        ids.add(Authentication.ofAddress(peer));
    }

    /** {@return what the client has proved by now; a view} */
    Set<AuthId> ids() {
        return ids;
    }

    /** {@return whether an operation is about who the client is} */
    static boolean isLogin(@Nullable OpCode op) {
        return op == OpCode.AUTH || op == OpCode.SASL;
    }

    /** Handles such an operation. */
    void handle(int xid, OpCode op, JuteReader in) {
        ZkRequest request = ZkRequest.read(op, in);
        if (request instanceof SaslRequest step) {
            evaluate(xid, step);
        } else if (request instanceof AuthRequest proof) {
            authenticate(xid, proof);
        }
    }

    private void authenticate(int xid, AuthRequest proof) {
        List<AuthId> proved =
                Authentication.check(proof, peer, parts.spec.config().superDigest());
        if (!proved.isEmpty()) {
            ids.addAll(proved);
            connection.sendHeader(xid, 0, ZkErrorCode.OK);
        } else {
            parts.statistics.authFailed();
            connection.sendHeader(xid, 0, ZkErrorCode.AUTH_FAILED);
            connection.close("authentication failed");
        }
    }

    private void evaluate(int xid, SaslRequest step) {
        byte[] token = step.token();
        if (token == null) {
            throw new JuteFormatException("token is null");
        }
        Map<String, String> users = parts.spec.config().saslUsers();
        try {
            byte[] answer = users.isEmpty() ? null : login(users).evaluate(token);
            AuthId id = sasl == null ? null : sasl.proved();
            if (id != null) {
                ids.add(id);
            }
            reply(xid, ZkErrorCode.OK, answer);
        } catch (SaslException failure) {
            parts.host.journal().record("sasl-failed", "peer=" + peer + " reason=" + failure.getMessage());
            boolean isRequired = parts.spec.config().enforcedAuthSchemes().contains("sasl");
            if (parts.spec.config().allowSaslFailedClients() && !isRequired) {
                reply(xid, ZkErrorCode.OK, null);
                return;
            }
            reply(xid, isRequired ? ZkErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH : ZkErrorCode.AUTH_FAILED, null);
            connection.close("login by SASL failed");
        }
    }

    private SaslLogin login(Map<String, String> users) throws SaslException {
        SaslLogin login = sasl == null ? new SaslLogin(users) : sasl;
        sasl = login;
        return login;
    }

    /** As ZooKeeper: with a body also where it failed. */
    private void reply(int xid, ZkErrorCode error, byte @Nullable [] token) {
        JuteWriter out = new JuteWriter();
        new ReplyHeader(xid, 0, error.code()).write(out);
        new SaslRequest(token).write(out);
        connection.respond(out.toFrame());
    }

    /** {@return whether the client has proved who it is in one of the ways that are demanded, where any are} */
    boolean isEnough() {
        Set<String> demanded = parts.spec.config().enforcedAuthSchemes();
        return demanded.isEmpty() || ids.stream().anyMatch(id -> demanded.contains(id.scheme()));
    }

    /** Refuses a request of a client that has not. */
    void refuse(int xid) {
        connection.sendHeader(xid, 0, ZkErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH);
        connection.close("the client has not proved who it is");
    }
}

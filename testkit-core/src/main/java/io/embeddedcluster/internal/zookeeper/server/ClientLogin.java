package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.journal.NodeJournal;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.handler.AuthId;
import io.embeddedcluster.internal.zookeeper.handler.Authentication;
import io.embeddedcluster.internal.zookeeper.handler.SaslLogin;
import io.embeddedcluster.internal.zookeeper.operator.ServerStatistics;
import io.embeddedcluster.internal.zookeeper.wire.AuthRequest;
import io.embeddedcluster.internal.zookeeper.wire.JuteFormatException;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;
import io.embeddedcluster.internal.zookeeper.wire.JuteWriter;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ReplyHeader;
import io.embeddedcluster.internal.zookeeper.wire.SaslRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/**
 * The login of one connection's client: which identities it has proved, and whether the server serves it with these.
 *
 * <p>As in ZooKeeper, these requests are answered at once, not in the order of others, and a failure ends the connection
 * but not the session. Where no users are configured, no client can log in by SASL: a client that tries is told
 * nothing and served on.
 *
 * @spec https://cwiki.apache.org/confluence/display/ZOOKEEPER/Client-Server+mutual+authentication SASL in ZooKeeper
 */
final class ClientLogin {

    private final QuorumConfig config;
    private final NodeJournal journal;
    private final ServerStatistics statistics;
    private final String peer;
    private final Set<AuthId> ids = new LinkedHashSet<>();
    private @Nullable SaslLogin sasl;

    ClientLogin(QuorumConfig config, NodeJournal journal, ServerStatistics statistics, String peer) {
        this.config = config;
        this.journal = journal;
        this.statistics = statistics;
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

    /**
     * Reads such an operation and returns what does it.
     *
     * @throws JuteFormatException if it is malformed
     */
    Supplier<LoginAnswer> step(int xid, OpCode op, JuteReader in) {
        if (op == OpCode.SASL) {
            byte[] token = SaslRequest.read(in).token();
            if (token == null) {
                throw new JuteFormatException("token is null");
            }
            return () -> evaluate(xid, token);
        }
        AuthRequest proof = AuthRequest.read(in);
        return () -> authenticate(xid, proof);
    }

    private LoginAnswer authenticate(int xid, AuthRequest proof) {
        List<AuthId> proved = config.isDigestKnown() || !Authentication.isByDigest(proof)
                ? Authentication.check(proof, peer, config.superDigest())
                : List.of();
        if (!proved.isEmpty()) {
            ids.addAll(proved);
            return header(xid, ZkErrorCode.OK, null);
        }
        statistics.authFailed();
        return header(xid, ZkErrorCode.AUTH_FAILED, "authentication failed");
    }

    private LoginAnswer evaluate(int xid, byte[] token) {
        Map<String, String> users = config.saslUsers();
        try {
            byte[] answer = users.isEmpty() ? null : login(users).evaluate(token);
            AuthId id = sasl == null ? null : sasl.proved();
            if (id != null) {
                ids.add(id);
                if (config.superUsers().contains(id.id())) {
                    ids.add(AuthId.SUPER);
                }
            }
            return reply(xid, ZkErrorCode.OK, answer, null);
        } catch (SaslException failure) {
            journal.record("sasl-failed", "peer=" + peer + " reason=" + failure.getMessage());
            boolean isRequired = config.enforcedAuthSchemes().contains("sasl");
            if (config.allowSaslFailedClients() && !isRequired) {
                return reply(xid, ZkErrorCode.OK, null, null);
            }
            ZkErrorCode error = isRequired ? ZkErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH : ZkErrorCode.AUTH_FAILED;
            return reply(xid, error, null, "login by SASL failed");
        }
    }

    private SaslLogin login(Map<String, String> users) throws SaslException {
        SaslLogin login = sasl == null ? new SaslLogin(users) : sasl;
        sasl = login;
        return login;
    }

    /** As ZooKeeper: with a body also where it failed. */
    private static LoginAnswer reply(int xid, ZkErrorCode error, byte @Nullable [] token, @Nullable String end) {
        JuteWriter out = new JuteWriter();
        new ReplyHeader(xid, 0, error.code()).write(out);
        new SaslRequest(token).write(out);
        return new LoginAnswer(out.toFrame(), end);
    }

    private static LoginAnswer header(int xid, ZkErrorCode error, @Nullable String end) {
        JuteWriter out = new JuteWriter();
        new ReplyHeader(xid, 0, error.code()).write(out);
        return new LoginAnswer(out.toFrame(), end);
    }

    /** {@return whether the client has proved who it is in one of the ways that are demanded, where any are} */
    boolean isEnough() {
        Set<String> demanded = config.enforcedAuthSchemes();
        return demanded.isEmpty() || ids.stream().anyMatch(id -> demanded.contains(id.scheme()));
    }

    /** {@return the answer to a request of a client that has not} */
    LoginAnswer refusal(int xid) {
        return header(xid, ZkErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH, "the client has not proved who it is");
    }
}

package io.embeddedcluster.internal.zookeeper.handler;

import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one login by SASL, mechanism DIGEST-MD5: the client proves that it knows a password without
 * sending it.
 *
 * <p>Not modelled: Kerberos. Determinism: the JDK draws the nonce, and nothing else depends on it.
 *
 * @spec https://www.rfc-editor.org/rfc/rfc2831 RFC 2831: Using Digest Authentication as a SASL Mechanism
 */
public final class SaslLogin {

    private static final String MECHANISM = "DIGEST-MD5";

    // What ZooKeeper's clients expect, and digest together with the password.
    private static final String PROTOCOL = "zookeeper";
    private static final String SERVER = "zk-sasl-md5";

    private final Map<String, String> passwords;
    private final SaslServer server;

    /**
     * Begins one.
     *
     * @param passwords of all users, by name
     * @throws SaslException if this JDK does not have the mechanism
     */
    public SaslLogin(Map<String, String> passwords) throws SaslException {
        this.passwords = passwords;
        SaslServer created = Sasl.createSaslServer(MECHANISM, PROTOCOL, SERVER, null, this::answer);
        if (created == null) {
            throw new SaslException("this JDK does not have " + MECHANISM);
        }
        this.server = created;
    }

    /**
     * Takes what the client says, and returns what to answer; null where there is nothing more to say.
     *
     * @throws SaslException if the client does not know the password, or its token is malformed
     */
    public byte @Nullable [] evaluate(byte[] token) throws SaslException {
        if (server.isComplete()) {
            throw new SaslException("the login is over already");
        }
        return server.evaluateResponse(token);
    }

    /** {@return who the client is, once that is proved, and null before} */
    public @Nullable AuthId proved() {
        return server.isComplete() ? new AuthId(AuthScheme.SASL.name, server.getAuthorizationID()) : null;
    }

    /** Answers the questions of the mechanism. */
    private void answer(Callback[] questions) {
        String user = "";
        for (Callback question : questions) {
            if (question instanceof RealmCallback realm) {
                realm.setText(realm.getDefaultText());
            } else if (question instanceof NameCallback name) {
                user = name.getDefaultName();
                if (passwords.containsKey(user)) {
                    name.setName(user);
                }
            } else if (question instanceof PasswordCallback password && passwords.containsKey(user)) {
                password.setPassword(passwords.getOrDefault(user, "").toCharArray());
            } else if (question instanceof AuthorizeCallback authorize) {
                // As in ZooKeeper the client gets the identity that it has authenticated, whatever other one it asks
                // for.
                authorize.setAuthorized(true);
                authorize.setAuthorizedID(authorize.getAuthenticationID());
            }
        }
    }
}

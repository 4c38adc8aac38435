package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of access control lists.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperProgrammers.html#sc_ZooKeeperAccessControl ZooKeeper access control
 */
public final class Acls {

    /** May read a znode's data and children. */
    public static final int READ = 1;

    /** May replace its data. */
    public static final int WRITE = 2;

    /** May create children. */
    public static final int CREATE = 4;

    /** May delete children. */
    public static final int DELETE = 8;

    /** May replace its ACL. */
    public static final int ADMIN = 16;

    private static final String WORLD = "world";
    private static final String ANYONE = "anyone";
    private static final String AUTH = "auth";

    private Acls() {}

    /** {@return whether one of the ids has one of the permissions; an empty ACL permits everything, and so does a super user} */
    public static boolean permits(List<Acl> acl, int permissions, Collection<AuthId> ids) {
        // No streams: this is asked at each request, on every server.
        for (Acl each : acl) {
            if ((each.perms() & permissions) != 0 && means(each, ids)) {
                return true;
            }
        }
        return acl.isEmpty() || ids.stream().anyMatch(AuthId::isSuper);
    }

    private static boolean means(Acl acl, Collection<AuthId> ids) {
        if (acl.scheme().equals(WORLD) && acl.id().equals(ANYONE)) {
            return true;
        }
        AuthScheme scheme = AuthScheme.of(acl.scheme());
        return scheme != null
                && ids.stream().anyMatch(id -> id.scheme().equals(acl.scheme()) && scheme.matches(id.id(), acl.id()));
    }

    /**
     * Returns the ACL that a znode gets when a client asks for one: duplicates dropped, and {@code auth} replaced by the
     * identities that the client has proved; null where it is empty or an id in it is not valid in its scheme.
     */
    static @Nullable List<Acl> resolve(List<Acl> asked, Collection<AuthId> ids, OperationRules rules) {
        if (asked.equals(Acl.OPEN)) {
            return Acl.OPEN;
        }
        List<Acl> resolved = new ArrayList<>();
        for (Acl acl : new LinkedHashSet<>(asked)) {
            List<Acl> meant = meaning(acl, ids, rules);
            if (meant.isEmpty()) {
                return null;
            }
            resolved.addAll(meant);
        }
        return resolved.isEmpty() ? null : resolved;
    }

    private static List<Acl> meaning(Acl acl, Collection<AuthId> ids, OperationRules rules) {
        if (acl.scheme().equals(WORLD) && acl.id().equals(ANYONE)) {
            return List.of(acl);
        }
        if (acl.scheme().equals(AUTH)) {
            return ids.stream()
                    .filter(Acls::isAuthenticated)
                    .map(id -> new Acl(acl.perms(), id.scheme(), id.id()))
                    .toList();
        }
        AuthScheme scheme = AuthScheme.of(acl.scheme());
        boolean isKnown = scheme != null
                && (scheme != AuthScheme.SASL || rules.saslKnown())
                && (scheme != AuthScheme.DIGEST || rules.digestKnown());
        if (scheme == null || !isKnown) {
            return List.of();
        }
        return scheme.isValid(acl.id()) ? List.of(acl) : List.of();
    }

    private static boolean isAuthenticated(AuthId id) {
        AuthScheme scheme = AuthScheme.of(id.scheme());
        return scheme != null && scheme.isAuthenticated();
    }
}

package io.embeddedcluster.internal.zookeeper.config;

import static io.embeddedcluster.internal.config.ConfigRule.NONE;
import static io.embeddedcluster.internal.config.ConfigRule.atLeast;
import static io.embeddedcluster.internal.config.ConfigRule.listOf;
import static io.embeddedcluster.internal.config.ConfigRule.oneOf;

import io.embeddedcluster.internal.config.ConfigDefinition;
import io.embeddedcluster.internal.config.ConfigDefinitions;
import io.embeddedcluster.internal.config.ConfigType;
import io.embeddedcluster.internal.config.ConfigValues;
import io.embeddedcluster.internal.zookeeper.handler.OperationRules;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The configs of one quorum node: what the user set, and defaults for the rest.
 *
 * <p>Names and meanings are those of ZooKeeper's {@code zoo.cfg} and system properties, the latter without their
 * {@code zookeeper.} prefix. So are the defaults, but for those that decide how fast a failure is noticed. A name that is not
 * known here is refused.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperAdmin.html#sc_configuration Configuration Parameters
 */
public final class QuorumConfig {

    /** ZooKeeper allows sessions of 20 ticks at most; ticks are short here where nobody sets them, and sessions need not be. */
    private static final Duration DEFAULT_MAX_SESSION_TIMEOUT = Duration.ofSeconds(60);

    private static final int UNSET = -1;

    /** As in the JAAS section of a ZooKeeper server: {@code user_bob=secret}. */
    private static final String USER_PREFIX = "user_";

    /** Before a number, or anything: what teaches a ZooKeeper server one more way of authentication. */
    private static final String PROVIDER_PREFIX = "authProvider.";

    /** Alone, or before a dot and anything: the name of one user who is a super user. */
    private static final String SUPER_USER = "superUser";

    private static final String SASL_PROVIDER = "org.apache.zookeeper.server.auth.SASLAuthenticationProvider";

    private static final SortedMap<String, ConfigDefinition> DEFINITIONS = definitions();

    /** Nothing set. */
    public static final QuorumConfig DEFAULTS = of(Map.of());

    private final ConfigValues values;
    private final SortedMap<String, String> saslUsers;

    private QuorumConfig(ConfigValues values, SortedMap<String, String> saslUsers) {
        this.values = values;
        this.saslUsers = Collections.unmodifiableSortedMap(saslUsers);
    }

    /**
     * Returns settings with defaults for all that is not given.
     *
     * @throws IllegalArgumentException if a name is unknown or a value is not allowed; the message names it, and what is
     *     allowed
     */
    public static QuorumConfig of(Map<String, String> explicit) {
        SortedMap<String, String> users = new TreeMap<>();
        SortedMap<String, String> others = new TreeMap<>();
        explicit.forEach((name, value) -> {
            if (name.startsWith(USER_PREFIX) && name.length() > USER_PREFIX.length()) {
                users.put(name.substring(USER_PREFIX.length()), value);
            } else {
                others.put(name, value);
            }
        });
        SortedMap<String, ConfigDefinition> known = new TreeMap<>(DEFINITIONS);
        others.keySet().stream()
                .filter(name -> name.startsWith(PROVIDER_PREFIX))
                .forEach(name ->
                        known.put(name, new ConfigDefinition(name, ConfigType.STRING, null, oneOf(SASL_PROVIDER))));
        others.keySet().stream()
                .filter(QuorumConfig::namesSuperUser)
                .forEach(name -> known.put(name, new ConfigDefinition(name, ConfigType.STRING, null, NONE)));
        QuorumConfig config = new QuorumConfig(ConfigValues.of("quorum", known, others), users);
        if (config.values.booleanValue("enforce.auth.enabled")
                && config.enforcedAuthSchemes().isEmpty()) {
            throw new IllegalArgumentException(
                    "enforce.auth.schemes: empty (expected: at least one scheme where enforce.auth.enabled is true)");
        }
        if (config.enforcedAuthSchemes().contains("sasl") && !config.isSaslKnown()) {
            throw new IllegalArgumentException("SASL is demanded, but nobody can log in (expected: user_NAME, or "
                    + PROVIDER_PREFIX + "1=" + SASL_PROVIDER + ")");
        }
        if (!config.superUsers().isEmpty() && !config.isSaslKnown()) {
            throw new IllegalArgumentException(
                    SUPER_USER + ": " + config.superUsers() + ", but nobody can log in by SASL (expected: user_NAME)");
        }
        if (config.enforcedAuthSchemes().contains("digest") && !config.isDigestKnown()) {
            throw new IllegalArgumentException(
                    "enforce.auth.schemes: digest, which DigestAuthenticationProvider.enabled"
                            + " turns off (expected: a scheme that is known)");
        }
        if (config.minSessionTimeout().compareTo(config.maxSessionTimeout()) > 0) {
            throw new IllegalArgumentException("minSessionTimeout: "
                    + config.minSessionTimeout().toMillis() + " (expected: at most maxSessionTimeout, "
                    + config.maxSessionTimeout().toMillis() + ")");
        }
        return config;
    }

    /** {@return the unit of session expiry} */
    public Duration tick() {
        return millis("tickTime");
    }

    /** {@return the least timeout that a client gets: two ticks where not set} */
    public Duration minSessionTimeout() {
        return values.intValue("minSessionTimeout") == UNSET ? tick().multipliedBy(2) : millis("minSessionTimeout");
    }

    /**
     * {@return the greatest timeout that a client gets: 20 ticks where not set, and a minute if that is more and ticks are not
     * set either}
     */
    public Duration maxSessionTimeout() {
        if (values.intValue("maxSessionTimeout") != UNSET) {
            return millis("maxSessionTimeout");
        }
        Duration twentyTicks = tick().multipliedBy(20);
        boolean isTickSet = values.explicit().containsKey("tickTime");
        return isTickSet || twentyTicks.compareTo(DEFAULT_MAX_SESSION_TIMEOUT) > 0
                ? twentyTicks
                : DEFAULT_MAX_SESSION_TIMEOUT;
    }

    /** {@return how many connections a server takes from one address, 0 for any number} */
    public int maxConnectionsPerAddress() {
        return values.intValue("maxClientCnxns");
    }

    /** {@return how many connections a server takes, 0 for any number} */
    public int maxConnections() {
        return values.intValue("maxCnxns");
    }

    /** {@return how long a client may be silent that has no session} */
    public Duration sessionlessTimeout() {
        return millis("nio.sessionlessCnxnTimeout");
    }

    /** {@return the longest frame accepted from a client, in bytes} */
    public int frameLimitBytes() {
        return values.intValue("jute.maxbuffer");
    }

    /** {@return how many requests of one connection may wait for their answer before no more are read from it} */
    public int maxOutstanding() {
        return values.intValue("globalOutstandingLimit");
    }

    /** {@return the passwords of those who can log in by SASL, by name} */
    public SortedMap<String, String> saslUsers() {
        return saslUsers;
    }

    /** {@return who may do everything, of those who log in by SASL} */
    public Set<String> superUsers() {
        TreeSet<String> users = new TreeSet<>();
        values.explicit().keySet().stream()
                .filter(QuorumConfig::namesSuperUser)
                .forEach(name -> users.add(values.stringValue(name)));
        users.remove("");
        return users;
    }

    private static boolean namesSuperUser(String name) {
        return name.equals(SUPER_USER) || name.startsWith(SUPER_USER + ".");
    }

    /** {@return whether clients prove who they are by a digest, and ACLs name them so} */
    public boolean isDigestKnown() {
        return values.booleanValue("DigestAuthenticationProvider.enabled");
    }

    /** As in ZooKeeper where a provider is named; here it is enough to name users. */
    private boolean isSaslKnown() {
        return !saslUsers.isEmpty()
                || values.explicit().keySet().stream().anyMatch(name -> name.startsWith(PROVIDER_PREFIX));
    }

    /** {@return whether a client that fails to log in by SASL is served all the same} */
    public boolean allowSaslFailedClients() {
        return values.booleanValue("allowSaslFailedClients");
    }

    /** {@return the ways of which a client must prove in one who it is; empty where it need not} */
    public Set<String> enforcedAuthSchemes() {
        if (values.booleanValue("sessionRequireClientSASLAuth")) {
            return Set.of("sasl");
        }
        return values.booleanValue("enforce.auth.enabled")
                ? new TreeSet<>(values.listValue("enforce.auth.schemes"))
                : Set.of();
    }

    /** {@return whether the client port takes TLS beside plaintext} */
    public boolean portUnification() {
        return values.booleanValue("client.portUnification");
    }

    /** {@return what settings say about operations} */
    public OperationRules operationRules() {
        return new OperationRules(
                values.booleanValue("extendedTypesEnabled"),
                values.booleanValue("enforceQuota"),
                values.stringValue("skipACL").equals("yes"),
                isSaslKnown(),
                isDigestKnown(),
                values.booleanValue("reconfigEnabled"),
                standaloneEnabled());
    }

    /** {@return whether a single server is no ensemble} */
    public boolean standaloneEnabled() {
        return values.booleanValue("standaloneEnabled");
    }

    /** {@return the digest of the super user, empty where there is none} */
    public String superDigest() {
        return values.stringValue("DigestAuthenticationProvider.superDigest");
    }

    /** {@return how long the leader waits between looking for containers and TTL nodes to delete} */
    public Duration containerCheckInterval() {
        return millis("znode.container.checkIntervalMs");
    }

    /** {@return after which time a container goes that never had a child; 0 for never} */
    public Duration containerMaxNeverUsed() {
        return millis("znode.container.maxNeverUsedIntervalMs");
    }

    /** {@return how many containers and TTL nodes go per minute at most} */
    public int containerMaxPerMinute() {
        return values.intValue("znode.container.maxPerMinute");
    }

    /** {@return whether a server without a leader serves clients who only read} */
    public boolean readOnlyMode() {
        return values.booleanValue("readonlymode.enabled");
    }

    /** {@return whether a server may have sessions that no other server knows; here only read-only servers have such} */
    public boolean localSessions() {
        return values.booleanValue("localSessionsEnabled");
    }

    /** {@return which four-letter words are answered; {@code *} for all, which here is the default} */
    public List<String> fourLetterWords() {
        return values.listValue("4lw.commands.whitelist");
    }

    private Duration millis(String name) {
        return Duration.ofMillis(values.intValue(name));
    }

    private static SortedMap<String, ConfigDefinition> definitions() {
        ConfigDefinitions all = new ConfigDefinitions();
        all.add("4lw.commands.whitelist", ConfigType.LIST, "*", NONE);
        all.add("DigestAuthenticationProvider.enabled", ConfigType.BOOLEAN, "true", NONE);
        all.add("DigestAuthenticationProvider.superDigest", ConfigType.STRING, "", NONE);
        all.add("allowSaslFailedClients", ConfigType.BOOLEAN, "false", NONE);
        all.add("client.portUnification", ConfigType.BOOLEAN, "false", NONE);
        all.add("enforce.auth.enabled", ConfigType.BOOLEAN, "false", NONE);
        all.add("enforce.auth.schemes", ConfigType.LIST, "", listOf("digest", "ip", "sasl"));
        all.add("enforceQuota", ConfigType.BOOLEAN, "false", NONE);
        all.add("extendedTypesEnabled", ConfigType.BOOLEAN, "true", NONE);
        all.add("globalOutstandingLimit", ConfigType.INT, "1000", atLeast(1));
        all.add("jute.maxbuffer", ConfigType.INT, "1048575", atLeast(1));
        all.add("localSessionsEnabled", ConfigType.BOOLEAN, "false", NONE);
        all.add("maxClientCnxns", ConfigType.INT, "0", atLeast(0));
        all.add("maxCnxns", ConfigType.INT, "0", atLeast(0));
        all.add("maxSessionTimeout", ConfigType.INT, "-1", atLeast(UNSET));
        all.add("minSessionTimeout", ConfigType.INT, "-1", atLeast(UNSET));
        all.add("nio.sessionlessCnxnTimeout", ConfigType.INT, "10000", atLeast(1));
        all.add("readonlymode.enabled", ConfigType.BOOLEAN, "false", NONE);
        all.add("reconfigEnabled", ConfigType.BOOLEAN, "false", NONE);
        all.add("sessionRequireClientSASLAuth", ConfigType.BOOLEAN, "false", NONE);
        all.add("skipACL", ConfigType.STRING, "no", oneOf("yes", "no"));
        all.add("standaloneEnabled", ConfigType.BOOLEAN, "true", NONE);
        all.add("tickTime", ConfigType.INT, "50", atLeast(1));
        all.add("znode.container.checkIntervalMs", ConfigType.INT, "500", atLeast(1));
        all.add("znode.container.maxNeverUsedIntervalMs", ConfigType.INT, "0", atLeast(0));
        all.add("znode.container.maxPerMinute", ConfigType.INT, "10000", atLeast(1));
        return all.byName();
    }
}

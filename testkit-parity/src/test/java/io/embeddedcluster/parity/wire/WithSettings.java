package io.embeddedcluster.parity.wire;

import java.util.List;
import java.util.Map;

/**
 * Scenarios for servers with other settings than most.
 *
 * @param name what the settings make of a server
 * @param settings as ZooKeeper names them
 * @param scenarios that show it
 */
record WithSettings(String name, Map<String, String> settings, List<Scenario> scenarios) {

    /** {@return all of them} */
    static List<WithSettings> all() {
        return List.of(
                new WithSettings(
                        "nobody looks at ACLs that are skipped", Map.of("skipACL", "yes"), AclScenarios.skipped()),
                new WithSettings(
                        "there are no TTL nodes without extended types",
                        Map.of("extendedTypesEnabled", "false"),
                        NodeScenarios.withoutExtendedTypes()),
                new WithSettings(
                        "ACLs may name users of SASL where a provider is named",
                        Map.of("authProvider.1", "org.apache.zookeeper.server.auth.SASLAuthenticationProvider"),
                        AclScenarios.sasl()),
                new WithSettings(
                        "nobody is served who has not proved who it is",
                        Map.of("enforce.auth.enabled", "true", "enforce.auth.schemes", "digest"),
                        AclScenarios.demanded()));
    }

    /** Starts one server of each with these settings, and compares. */
    void compareWith(Comparison comparison) throws Exception {
        try (ServerPair servers = ServerPair.alone(settings)) {
            for (Scenario scenario : scenarios) {
                comparison.isTheSame(servers.compare(scenario));
            }
        }
    }
}

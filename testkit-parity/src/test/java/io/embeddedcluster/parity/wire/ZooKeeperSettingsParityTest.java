package io.embeddedcluster.parity.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ours answers as ZooKeeper 3.9.6 does where a setting changes what is allowed. */
@Tag("parity")
class ZooKeeperSettingsParityTest {

    @Test
    void nobodyLooksAtAclsThatAreSkipped() throws Exception {
        assertSame(Map.of("skipACL", "yes"), AclScenarios.skipped());
    }

    @Test
    void thereAreNoTtlNodesWithoutExtendedTypes() throws Exception {
        assertSame(Map.of("extendedTypesEnabled", "false"), NodeScenarios.withoutExtendedTypes());
    }

    @Test
    void aclsMayNameUsersOfSaslWhereAProviderIsNamed() throws Exception {
        String provider = "org.apache.zookeeper.server.auth.SASLAuthenticationProvider";
        assertSame(Map.of("authProvider.1", provider), AclScenarios.sasl());
    }

    private static void assertSame(Map<String, String> settings, List<Scenario> scenarios) throws Exception {
        try (ServerPair servers = new ServerPair(settings)) {
            for (Scenario scenario : scenarios) {
                List<ComparedExchange> exchanges = servers.compare(scenario);
                assertThat(exchanges).isNotEmpty().allMatch(ComparedExchange::isEqual);
            }
        }
    }
}

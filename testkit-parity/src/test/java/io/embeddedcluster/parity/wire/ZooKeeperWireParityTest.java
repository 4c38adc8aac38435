package io.embeddedcluster.parity.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Ours answers as ZooKeeper 3.9.6 does, frame by frame. */
@Tag("parity")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZooKeeperWireParityTest {

    private static final int LEAST_EXCHANGES = 300;
    private static final int LEAST_ERRORS = 100;

    private static final Map<String, String> SETTINGS = Map.of(
            "extendedTypesEnabled", "true",
            "enforceQuota", "true",
            "DigestAuthenticationProvider.superDigest", AclScenarios.digest(AclScenarios.SUPER_PROOF));

    private final AcceptedDifferences accepted = new AcceptedDifferences();
    private final List<ComparedExchange> compared = new ArrayList<>();
    private ServerPair servers;

    @BeforeAll
    void start() throws Exception {
        servers = new ServerPair(SETTINGS);
    }

    @AfterAll
    void close() throws Exception {
        servers.close();
    }

    @TestFactory
    List<DynamicTest> everyExchangeIsTheSame() {
        List<DynamicTest> tests = new ArrayList<>();
        List<Scenario> scenarios = new ArrayList<>(NodeScenarios.all());
        scenarios.addAll(MultiScenarios.all());
        scenarios.addAll(WatchScenarios.all());
        scenarios.addAll(AclScenarios.all());
        scenarios.addAll(SessionScenarios.all());
        scenarios.addAll(QuotaScenarios.all());
        for (Scenario scenario : scenarios) {
            tests.add(DynamicTest.dynamicTest(scenario.name(), () -> isTheSame(scenario)));
        }
        tests.add(DynamicTest.dynamicTest("enough was compared", this::enoughWasCompared));
        return tests;
    }

    private void isTheSame(Scenario scenario) throws Exception {
        List<ComparedExchange> exchanges = servers.compare(scenario);
        compared.addAll(exchanges);
        List<ComparedExchange> differing =
                exchanges.stream().filter(each -> !each.isEqual()).toList();
        assertThat(accepted.without(differing)).isEmpty();
    }

    private void enoughWasCompared() {
        assertThat(compared).hasSizeGreaterThanOrEqualTo(LEAST_EXCHANGES);
        assertThat(compared.stream().filter(each -> each.real().isError())).hasSizeGreaterThanOrEqualTo(LEAST_ERRORS);
        assertThat(accepted.gone()).isEmpty();
    }
}

package io.embeddedcluster.parity.wire;

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

    static final Map<String, String> SETTINGS = Map.of(
            "extendedTypesEnabled", "true",
            "enforceQuota", "true",
            "DigestAuthenticationProvider.superDigest", AclScenarios.digest(AclScenarios.SUPER_PROOF));

    private final Comparison comparison = new Comparison(AcceptedDifferences.ofOneServer());
    private ServerPair servers;

    @BeforeAll
    void start() throws Exception {
        servers = ServerPair.alone(SETTINGS);
    }

    @AfterAll
    void close() throws Exception {
        servers.close();
    }

    @TestFactory
    List<DynamicTest> everyExchangeIsTheSame() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Scenario scenario : Scenario.ofOneServer()) {
            tests.add(DynamicTest.dynamicTest(scenario.name(), () -> comparison.isTheSame(servers.compare(scenario))));
        }
        tests.add(DynamicTest.dynamicTest(
                "enough was compared", () -> comparison.isEnough(LEAST_EXCHANGES, LEAST_ERRORS)));
        return tests;
    }
}

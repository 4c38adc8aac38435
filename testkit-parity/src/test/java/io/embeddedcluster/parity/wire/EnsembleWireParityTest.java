package io.embeddedcluster.parity.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Three servers of ours answer as three of ZooKeeper 3.9.6 do, whichever of them is asked. */
@Tag("parity")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnsembleWireParityTest {

    private static final int LEAST_EXCHANGES = 7_000;
    private static final int LEAST_ERRORS = 1_500;

    /** Which server is asked; the second follower is as good as the first, but its third server is another one. */
    private static final List<String> SERVERS = List.of("a follower", "the other follower", "the leader");

    private static final int FOLLOWER = 0;
    private static final int LEADER = 2;

    private final Comparison comparison = new Comparison(AcceptedDifferences.ofEnsembles());
    private ServerPair servers;

    @BeforeAll
    void start() throws Exception {
        Map<String, String> settings = new TreeMap<>(ZooKeeperWireParityTest.SETTINGS);
        settings.put("readonlymode.enabled", "true");
        servers = ServerPair.ensembles(settings);
    }

    @AfterAll
    void close() throws Exception {
        servers.close();
    }

    @TestFactory
    List<DynamicTest> everyExchangeIsTheSame() {
        List<DynamicTest> tests = new ArrayList<>();
        Scenario.ofAnyServer().forEach(scenario -> tests.add(test(scenario, FOLLOWER)));
        tests.add(cleaning());
        Scenario.ofLeaders().forEach(scenario -> tests.add(test(scenario, LEADER)));
        tests.add(cleaning());
        for (int home = 0; home < SERVERS.size(); home++) {
            for (Scenario scenario : Scenario.ofEnsembles()) {
                tests.add(test(scenario, home));
            }
            tests.add(cleaning());
        }
        tests.add(test(EnsembleNodeScenarios.readOnly(), FOLLOWER));
        for (WithSettings each : WithSettings.all()) {
            tests.add(DynamicTest.dynamicTest(each.name(), () -> each.compareWith(comparison)));
        }
        tests.add(DynamicTest.dynamicTest(
                "enough was compared", () -> comparison.isEnough(LEAST_EXCHANGES, LEAST_ERRORS)));
        tests.add(DynamicTest.dynamicTest(
                "every operation was asked for, and every error came",
                () -> new Coverage(comparison.compared()).isComplete()));
        return tests;
    }

    private DynamicTest test(Scenario scenario, int home) {
        return DynamicTest.dynamicTest(
                scenario.name() + ", from " + SERVERS.get(home),
                () -> comparison.isTheSame(servers.compare(scenario, home)));
    }

    private DynamicTest cleaning() {
        return DynamicTest.dynamicTest("what scenarios leave is deleted", servers::cleanUp);
    }
}

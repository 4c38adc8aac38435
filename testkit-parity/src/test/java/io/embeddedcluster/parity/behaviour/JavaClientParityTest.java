package io.embeddedcluster.parity.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** ZooKeeper's own client sees of ours what it sees of three servers of ZooKeeper 3.9.6. */
@Tag("parity")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaClientParityTest {

    private static final Map<String, String> CONFIG = Map.of(
            "tickTime", "1000",
            "minSessionTimeout", "1000",
            "maxSessionTimeout", "60000",
            "extendedTypesEnabled", "true",
            "enforceQuota", "true",
            "znode.container.checkIntervalMs", "2000000000");

    private static final long PLAY_SECONDS = 120;

    private static final List<String> CODES = List.of(
            "AUTHFAILED",
            "BADARGUMENTS",
            "BADVERSION",
            "CONNECTIONLOSS",
            "INVALIDACL",
            "NOAUTH",
            "NOCHILDRENFOREPHEMERALS",
            "NODEEXISTS",
            "NONODE",
            "NOTEMPTY",
            "NOWATCHER",
            "QUOTAEXCEEDED",
            "RUNTIMEINCONSISTENCY",
            "SESSIONEXPIRED");

    private static final List<String> STATES =
            List.of("SyncConnected", "Disconnected", "Expired", "AuthFailed", "Closed");

    private static final int LEAST_LINES = 1_500;

    private final List<String> seen = new ArrayList<>();
    private Servers ours;
    private Servers real;

    @BeforeAll
    void start() throws Exception {
        real = Servers.real(CONFIG);
        ours = Servers.ours(CONFIG);
    }

    @AfterAll
    void close() throws Exception {
        ours.close();
        real.close();
    }

    @TestFactory
    List<DynamicTest> clientSeesTheSame() {
        List<DynamicTest> tests = new ArrayList<>();
        Stream.of(
                        NodeBehaviours.all(),
                        TransactionBehaviours.all(),
                        WatchBehaviours.all(),
                        AclBehaviours.all(),
                        SessionBehaviours.all(),
                        ReconnectBehaviours.all())
                .flatMap(List::stream)
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> isTheSame(each)))
                .forEach(tests::add);
        tests.add(DynamicTest.dynamicTest("enough was compared", this::enoughWasCompared));
        return tests;
    }

    private void enoughWasCompared() {
        assertThat(seen).hasSizeGreaterThanOrEqualTo(LEAST_LINES);
        for (String code : CODES) {
            assertThat(seen).as("error " + code).anyMatch(line -> line.contains(" " + code));
        }
        for (EventType type : EventType.values()) {
            assertThat(seen).as("event " + type).anyMatch(line -> line.contains(": told " + type + " "));
        }
        for (String state : STATES) {
            assertThat(seen).as("state " + state).anyMatch(line -> line.contains(": told None " + state + " "));
        }
    }

    private void isTheSame(Behaviour behaviour) throws Exception {
        CompletableFuture<List<String>> there = CompletableFuture.supplyAsync(() -> play(behaviour, real));
        List<String> here = play(behaviour, ours);
        List<String> expected = there.get(PLAY_SECONDS, TimeUnit.SECONDS);
        seen.addAll(expected);
        assertThat(Transcript.differences(here, expected)).isEmpty();
    }

    private static List<String> play(Behaviour behaviour, Servers servers) {
        try (Stage stage = new Stage(servers)) {
            behaviour.play().on(stage);
            return stage.transcript().text();
        } catch (Exception e) {
            throw new AssertionError(behaviour.name() + " on " + servers, e);
        }
    }
}

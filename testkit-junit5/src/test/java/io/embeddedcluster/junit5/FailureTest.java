package io.embeddedcluster.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.internal.host.NodeName;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a user reads below the stack trace of a red test. */
class FailureTest {

    private static String printed(Throwable failure) {
        StringWriter out = new StringWriter();
        failure.printStackTrace(new PrintWriter(out));
        return out.toString();
    }

    private static List<Throwable> failuresOf(Class<?> testCase) {
        return Runs.failures(Runs.of(testCase));
    }

    @Test
    void failingTestShowsTheClusterAsItWas() {
        Throwable failure = failuresOf(FailingTestCase.class).get(0);
        assertThat(failure).isInstanceOf(AssertionError.class).hasMessage("the test's own words");
        assertThat(printed(failure))
                .contains("Suppressed: io.embeddedcluster.junit5.ClusterAtFailure: seed 4711")
                .contains("-Dembeddedcluster.seed=4711")
                .contains("broker-1", "broker-2", "quorum-1")
                .contains("journal entries", "kill");
    }

    @EmbeddedCluster(brokers = 2, seed = 4711)
    static class FailingTestCase {

        @Test
        void fails(Cluster cluster) {
            cluster.broker(2).kill();
            throw new AssertionError("the test's own words");
        }

        @AfterEach
        void closesItTooSoon(Cluster cluster) {
            cluster.broker(2).start();
        }
    }

    @Test
    void failingLifecycleMethodShowsItToo() {
        assertThat(printed(failuresOf(FailingBeforeEachTestCase.class).get(0))).contains("ClusterAtFailure: seed ");
    }

    @EmbeddedCluster
    static class FailingBeforeEachTestCase {

        @BeforeEach
        void fails() {
            throw new IllegalStateException("not today");
        }

        @Test
        void neverRuns() {}
    }

    @Test
    void clusterOfTheMethodIsTheOneShown() {
        assertThat(printed(failuresOf(FailingMethodTestCase.class).get(0)))
                .contains("ClusterAtFailure: seed 99")
                .doesNotContain("seed 4711");
    }

    @EmbeddedCluster(seed = 4711)
    static class FailingMethodTestCase {

        @Test
        @EmbeddedCluster(seed = 99)
        void fails() {
            throw new AssertionError("no");
        }
    }

    @Test
    void passedAndAbortedTestsShowNothing() {
        var results = Runs.of(QuietTestCase.class);
        results.testEvents()
                .assertStatistics(statistics -> statistics.succeeded(1).aborted(1));
        assertThat(Runs.failures(results))
                .singleElement()
                .satisfies(aborted -> assertThat(aborted.getSuppressed()).isEmpty());
    }

    @EmbeddedCluster
    static class QuietTestCase {

        @Test
        void passes() {}

        @Test
        void isAborted() {
            assumeTrue(false);
        }
    }

    @Test
    void defectOfANodeFailsTheMethodThatItsClusterBelongsTo() {
        var results = Runs.of(DefectOfMethodTestCase.class);
        results.testEvents().assertStatistics(statistics -> statistics.failed(1));
        assertThat(Runs.failures(results))
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasStackTraceContaining("a planted defect"));
    }

    @EmbeddedCluster(scope = ClusterScope.METHOD)
    static class DefectOfMethodTestCase {

        @Test
        void passesItself(Cluster cluster) throws ReflectiveOperationException {
            plantDefect(cluster);
        }
    }

    @Test
    void defectOfANodeFailsTheClassThatItsClusterBelongsTo() {
        var results = Runs.of(DefectOfClassTestCase.class);
        results.testEvents().assertStatistics(statistics -> statistics.succeeded(1));
        results.containerEvents().assertStatistics(statistics -> statistics.failed(1));
        assertThat(Runs.failures(results))
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasStackTraceContaining("a planted defect"));
    }

    @EmbeddedCluster
    static class DefectOfClassTestCase {

        @Test
        void passesItself(Cluster cluster) throws ReflectiveOperationException {
            plantDefect(cluster);
        }
    }

    /** No user can do this, so it is done behind the back of the public surface. */
    private static void plantDefect(Cluster cluster) throws ReflectiveOperationException {
        Object machines = field(field(field(cluster, "engine"), "running"), "machines");
        Method defect = machines.getClass().getDeclaredMethod("defect", NodeName.class, Throwable.class);
        defect.setAccessible(true);
        defect.invoke(machines, NodeName.broker(1), new IllegalStateException("a planted defect"));
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    @Test
    void clusterThatCannotStartFailsEachTestOnceAndSaysWhy() {
        var results = Runs.of(StartFailureTestCase.class);
        results.testEvents().assertStatistics(statistics -> statistics.failed(2));
        assertThat(Runs.failures(results))
                .hasSize(2)
                .allSatisfy(failure ->
                        assertThat(failure).asString().contains("@EmbeddedCluster on class", "no.such.config"));
        assertThat(Runs.failures(results).stream().distinct()).as("starts").hasSize(1);
    }

    @EmbeddedCluster(topics = @Topic(name = "orders", config = "no.such.config=1"))
    static class StartFailureTestCase {

        @Test
        void neverRuns() {}

        @Test
        void neverRunsEither() {}
    }
}

package io.embeddedcluster.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.Node;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.ConnectException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Which test gets which cluster, and when it ends. */
class LifecycleTest {

    /** The clusters that the test cases saw, in the order in which they saw them. */
    private static final ConcurrentLinkedQueue<Cluster> SEEN = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    private static Set<String> clusterIds() {
        Set<String> ids = new HashSet<>();
        SEEN.forEach(cluster -> ids.add(cluster.clusterId()));
        return ids;
    }

    private static void assertAllClosed() {
        assertThat(SEEN).isNotEmpty().allSatisfy(cluster -> {
            assertThat(cluster.brokers()).allSatisfy(LifecycleTest::assertRefusesClients);
            assertThat(cluster.quorum()).allSatisfy(LifecycleTest::assertRefusesClients);
        });
    }

    private static void assertRefusesClients(Node node) {
        String[] address = node.address().split(":", -1);
        assertThatThrownBy(() -> new Socket(address[0], Integer.parseInt(address[1])).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void classHasOneClusterForAllItsMethods() {
        Runs.assertAllSucceeded(Runs.of(OneForTheClassTestCase.class), 2);
        assertThat(SEEN).hasSize(2 + 3 * 2);
        assertThat(clusterIds()).hasSize(1);
        assertAllClosed();
    }

    @EmbeddedCluster
    static class OneForTheClassTestCase {

        @BeforeAll
        static void beforeAll(Cluster cluster) {
            SEEN.add(cluster);
        }

        @BeforeEach
        void beforeEach(Cluster cluster) {
            SEEN.add(cluster);
        }

        @Test
        void one(Cluster cluster) {
            assertThat(cluster.broker(1).isRunning()).isTrue();
            SEEN.add(cluster);
        }

        @Test
        void two(Cluster cluster) {
            assertThat(cluster.broker(1).isRunning()).isTrue();
            SEEN.add(cluster);
        }

        @AfterEach
        void afterEach(Cluster cluster) {
            SEEN.add(cluster);
        }

        @AfterAll
        static void afterAll(Cluster cluster) {
            assertThat(cluster.broker(1).isRunning()).isTrue();
            SEEN.add(cluster);
        }
    }

    @Test
    void classWhoseMethodsAreAllDisabledStartsNoCluster() {
        var results = Runs.of(AllDisabledTestCase.class);

        assertThat(Runs.failures(results)).isEmpty();
        results.testEvents()
                .assertStatistics(statistics -> statistics.skipped(2).started(0));
    }

    /** Of a cluster that cannot start, so that it would be noticed. */
    @EmbeddedCluster(brokers = 99)
    static class AllDisabledTestCase {

        @BeforeAll
        static void withoutTheCluster() {}

        @Test
        @Disabled("on purpose")
        void one() {}

        @Test
        @DisabledIfSystemProperty(named = "java.version", matches = ".*")
        void two(Cluster cluster) {}
    }

    @Test
    void scopeMethodHasOneClusterForEachMethodAndRepetition() {
        Runs.assertAllSucceeded(Runs.of(OneForEachMethodTestCase.class), 3);
        assertThat(clusterIds()).hasSize(3);
        assertAllClosed();
    }

    @EmbeddedCluster(scope = ClusterScope.METHOD)
    static class OneForEachMethodTestCase {

        private final Cluster ofConstructor;

        OneForEachMethodTestCase(Cluster cluster) {
            ofConstructor = cluster;
        }

        @BeforeEach
        void sameAsInTheConstructor(Cluster cluster) {
            assertThat(cluster).isSameAs(ofConstructor);
        }

        @Test
        void one(Cluster cluster) {
            assertThat(cluster).isSameAs(ofConstructor);
            SEEN.add(cluster);
        }

        @RepeatedTest(2)
        void repeated(Cluster cluster) {
            assertThat(cluster).isSameAs(ofConstructor);
            SEEN.add(cluster);
        }
    }

    @Test
    void methodHasAClusterOfItsOwn() {
        Runs.assertAllSucceeded(Runs.of(MethodWithItsOwnTestCase.class), 2);
        assertThat(clusterIds()).hasSize(2);
        assertAllClosed();
    }

    @EmbeddedCluster
    static class MethodWithItsOwnTestCase {

        @ClusterResource
        Cluster field;

        @Test
        void ofTheClass(Cluster cluster) {
            assertThat(cluster.brokers()).hasSize(1);
            SEEN.add(cluster);
        }

        @Test
        @EmbeddedCluster(brokers = 2)
        void ofTheMethod(Cluster cluster) {
            assertThat(cluster.brokers()).hasSize(2);
            assertThat(field).isSameAs(cluster);
            SEEN.add(cluster);
        }
    }

    @Test
    void methodNeedsNoAnnotationOnItsClass() {
        Runs.assertAllSucceeded(Runs.of(MethodAloneTestCase.class), 2);
        assertThat(clusterIds()).hasSize(1);
        assertAllClosed();
    }

    static class MethodAloneTestCase {

        @Test
        @EmbeddedCluster
        void withCluster(Cluster cluster) {
            SEEN.add(cluster);
        }

        @Test
        void without() {}
    }

    @Test
    void nestedClassUsesTheOuterOneUnlessItDeclaresItsOwn() {
        Runs.assertAllSucceeded(Runs.of(OuterTestCase.class), 3);
        List<Cluster> seen = new ArrayList<>(SEEN);
        assertThat(clusterIds()).hasSize(2);
        assertThat(seen.stream()
                        .filter(cluster -> cluster.brokers().size() == 1)
                        .distinct())
                .hasSize(1);
        assertThat(seen.stream()
                        .filter(cluster -> cluster.brokers().size() == 2)
                        .distinct())
                .hasSize(1);
        assertAllClosed();
    }

    @EmbeddedCluster
    static class OuterTestCase {

        @Test
        void outer(Cluster cluster) {
            SEEN.add(cluster);
        }

        @Nested
        class Inner {

            @Test
            void inner(Cluster cluster) {
                assertThat(cluster.brokers()).hasSize(1);
                SEEN.add(cluster);
            }
        }

        @Nested
        @EmbeddedCluster(brokers = 2)
        class InnerWithItsOwn {

            @Test
            void inner(Cluster cluster) {
                assertThat(cluster.brokers()).hasSize(2);
                SEEN.add(cluster);
            }
        }
    }

    @Test
    void instancePerClassIsInjectedOnce() {
        Runs.assertAllSucceeded(Runs.of(InstancePerClassTestCase.class), 2);
        assertThat(clusterIds()).hasSize(1);
        assertAllClosed();
    }

    @EmbeddedCluster
    @TestInstance(Lifecycle.PER_CLASS)
    static class InstancePerClassTestCase {

        private final Cluster ofConstructor;

        @ClusterResource
        private Cluster field;

        InstancePerClassTestCase(Cluster cluster) {
            ofConstructor = cluster;
        }

        @BeforeAll
        void beforeAll(Cluster cluster) {
            SEEN.add(cluster);
        }

        @Test
        void one(Cluster cluster) {
            assertThat(cluster).isSameAs(ofConstructor).isSameAs(field);
            SEEN.add(cluster);
        }

        @Test
        void two(Cluster cluster) {
            assertThat(cluster).isSameAs(ofConstructor).isSameAs(field);
            SEEN.add(cluster);
        }
    }

    @Test
    void subclassesInheritTheAnnotationAndHaveAClusterEach() {
        Runs.assertAllSucceeded(Runs.of(OneSubclassTestCase.class, OtherSubclassTestCase.class), 2);
        assertThat(clusterIds()).hasSize(2);
        assertAllClosed();
    }

    @EmbeddedCluster
    abstract static class BaseTestCase {

        @Test
        void inherited(Cluster cluster) {
            SEEN.add(cluster);
        }
    }

    static class OneSubclassTestCase extends BaseTestCase {}

    static class OtherSubclassTestCase extends BaseTestCase {}

    @Test
    void annotationStandsOnAnnotationsOfTheUser() {
        Runs.assertAllSucceeded(Runs.of(MetaAnnotatedTestCase.class), 1);
        assertThat(SEEN.element().brokers()).hasSize(2);
        assertAllClosed();
    }

    @EmbeddedCluster(brokers = 2)
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface TwoBrokers {}

    @TwoBrokers
    static class MetaAnnotatedTestCase {

        @Test
        void usesIt(Cluster cluster) {
            SEEN.add(cluster);
        }
    }

    @Test
    void equalSpecsShareACluster() {
        Runs.assertAllSucceeded(Runs.of(OneSharingTestCase.class, OtherSharingTestCase.class), 3);
        assertThat(clusterIds()).hasSize(2);
        assertAllClosed();
    }

    @EmbeddedCluster(scope = ClusterScope.SHARED)
    static class OneSharingTestCase {

        @Test
        void shares(Cluster cluster) {
            SEEN.add(cluster);
        }
    }

    @EmbeddedCluster(scope = ClusterScope.SHARED)
    static class OtherSharingTestCase {

        @Test
        void shares(Cluster cluster) {
            assertThat(cluster.broker(1).isRunning()).isTrue();
            SEEN.add(cluster);
        }

        @Test
        @EmbeddedCluster(scope = ClusterScope.SHARED, brokers = 2)
        void hasAnotherSpec(Cluster cluster) {
            SEEN.add(cluster);
        }
    }

    @Test
    void testsRunInParallel() {
        Runs.assertAllSucceeded(Runs.inParallel(OneParallelTestCase.class, OtherParallelTestCase.class), 8);
        assertThat(SEEN).hasSize(8);
        assertThat(clusterIds()).hasSize(1 + 4);
        assertAllClosed();
    }

    /** Opens when two tests are in it at once. */
    private static final CountDownLatch TOGETHER = new CountDownLatch(2);

    @EmbeddedCluster(scope = ClusterScope.CLASS)
    static class OneParallelTestCase {

        @RepeatedTest(4)
        void sharesTheClustersOfItsClass(Cluster cluster) throws InterruptedException {
            TOGETHER.countDown();
            assertThat(TOGETHER.await(30, TimeUnit.SECONDS)).isTrue();
            SEEN.add(cluster);
        }
    }

    @EmbeddedCluster(scope = ClusterScope.METHOD)
    static class OtherParallelTestCase {

        @RepeatedTest(4)
        void hasItsOwn(Cluster cluster) {
            SEEN.add(cluster);
        }
    }

    @Test
    void seedComesFromTheConfigurationWhereTheAnnotationSaysNone() {
        var results = org.junit.platform.testkit.engine.EngineTestKit.engine("junit-jupiter")
                .configurationParameter("embeddedcluster.seed", "4711")
                .selectors(org.junit.platform.engine.discovery.DiscoverySelectors.selectClass(SeedTestCase.class))
                .execute();
        Runs.assertAllSucceeded(results, 2);
    }

    @EmbeddedCluster
    static class SeedTestCase {

        @Test
        void isOfTheConfiguration(Cluster cluster) {
            assertThat(cluster.seed()).isEqualTo(4711);
        }

        @Test
        @EmbeddedCluster(seed = 42)
        void isOfTheAnnotation(Cluster cluster) {
            assertThat(cluster.seed()).isEqualTo(42);
        }
    }
}

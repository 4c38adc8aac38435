package io.embeddedcluster.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Broker;
import io.embeddedcluster.Cluster;
import java.math.BigDecimal;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** What a user reads who asked for what cannot be. Nothing has started by then. */
@SuppressWarnings("unused")
class MisuseTest {

    private static Throwable onlyFailureOf(Class<?> testCase) {
        List<Throwable> failures = Runs.failures(Runs.of(testCase));
        assertThat(failures).hasSize(1);
        return failures.get(0);
    }

    private static void assertRefused(Class<?> testCase, String... words) {
        assertThat(onlyFailureOf(testCase))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("@EmbeddedCluster on class " + testCase.getName())
                .hasMessageContainingAll(words);
    }

    @Test
    void numberOfBrokersIsRefused() {
        assertRefused(TooManyBrokersTestCase.class, "brokers: 99", "expected: 0 to ");
    }

    @EmbeddedCluster(brokers = 99)
    static class TooManyBrokersTestCase {
        @Test
        void neverRuns() {}
    }

    @Test
    void numberOfQuorumNodesIsRefused() {
        assertRefused(NoQuorumTestCase.class, "quorum: 0", "expected: 1 to ");
    }

    @EmbeddedCluster(quorum = 0)
    static class NoQuorumTestCase {
        @Test
        void neverRuns() {}
    }

    @Test
    void quorumNodesBesideOthersThatAreThereAreRefused() {
        assertRefused(TwoQuorumsTestCase.class, "quorum: 1", "expected: none of them where a quorumConnectString");
    }

    @EmbeddedCluster(quorumConnectString = "localhost:2181")
    static class TwoQuorumsTestCase {
        @Test
        void neverRuns() {}
    }

    @Test
    void connectStringThatNamesNoServerIsRefused() {
        assertRefused(NoServerTestCase.class, "quorumConnectString: \"localhost\"", "expected: host:port");
    }

    @EmbeddedCluster(quorum = 0, quorumConnectString = "localhost")
    static class NoServerTestCase {
        @Test
        void neverRuns() {}
    }

    @Test
    void replicationFactorIsRefused() {
        assertRefused(TooManyReplicasTestCase.class, "orders", "replicationFactor: 3", "expected: 1 to 2");
    }

    @EmbeddedCluster(brokers = 2, topics = @Topic(name = "orders", replicationFactor = 3))
    static class TooManyReplicasTestCase {
        @Test
        void neverRuns() {}
    }

    @Test
    void numberOfPartitionsIsRefused() {
        assertRefused(NoPartitionsTestCase.class, "orders", "partitions: 0", "expected: 1 to ");
    }

    @EmbeddedCluster(topics = @Topic(name = "orders", partitions = 0))
    static class NoPartitionsTestCase {
        @Test
        void neverRuns() {}
    }

    @Test
    void topicNamedTwiceIsRefused() {
        assertRefused(SameTopicTwiceTestCase.class, "orders", "twice");
    }

    @EmbeddedCluster(topics = {@Topic(name = "orders"), @Topic(name = "orders")})
    static class SameTopicTwiceTestCase {
        @Test
        void neverRuns() {}
    }

    @Test
    void configWithoutEqualsSignIsRefused() {
        assertRefused(NoKeyValueTestCase.class, "brokerConfig: \"no such thing\"", "expected: key=value");
    }

    @EmbeddedCluster(brokerConfig = "no such thing")
    static class NoKeyValueTestCase {
        @Test
        void neverRuns() {}
    }

    @Test
    void configGivenTwiceIsRefused() {
        assertRefused(SameKeyTwiceTestCase.class, "orders", "a", "twice");
    }

    @EmbeddedCluster(
            topics =
                    @Topic(
                            name = "orders",
                            config = {"a=1", "a=2"}))
    static class SameKeyTwiceTestCase {
        @Test
        void neverRuns() {}
    }

    @Test
    void clusterOfEachMethodIsNoneOfTheClass() {
        assertThat(onlyFailureOf(PerMethodInBeforeAllTestCase.class))
                .hasMessageContainingAll("scope METHOD", "expected: to be used in tests");
    }

    @EmbeddedCluster(scope = ClusterScope.METHOD)
    static class PerMethodInBeforeAllTestCase {
        @BeforeAll
        static void beforeAll(Cluster cluster) {}

        @Test
        void neverRuns() {}
    }

    @Test
    void oneBrokerOfSeveralIsRefused() {
        assertThat(onlyFailureOf(WhichBrokerTestCase.class))
                .hasMessageContainingAll("Broker", "the cluster has 2 of them", "expected: 1");
    }

    @EmbeddedCluster(brokers = 2)
    static class WhichBrokerTestCase {
        @Test
        void neverRuns(Broker broker) {}
    }

    @Test
    void typeWithoutSerializerIsRefused() {
        assertThat(onlyFailureOf(NoSerializerTestCase.class))
                .hasMessageContainingAll(
                        "KafkaProducer<java.lang.String, java.math.BigDecimal>",
                        "no value.serializer for java.math.BigDecimal",
                        "java.lang.String, byte[], java.lang.Integer, java.lang.Long, java.lang.Double, java.util.UUID,"
                                + " java.nio.ByteBuffer, org.apache.kafka.common.utils.Bytes, java.lang.Void");
    }

    @EmbeddedCluster
    static class NoSerializerTestCase {
        @Test
        void neverRuns(KafkaProducer<String, BigDecimal> producer) {}
    }

    @Test
    void clientWithoutTypeArgumentsIsRefused() {
        assertThat(onlyFailureOf(NoTypeArgumentsTestCase.class))
                .hasMessageContainingAll("KafkaProducer has no type arguments", "key.serializer is not set");
    }

    @EmbeddedCluster
    static class NoTypeArgumentsTestCase {
        @Test
        @SuppressWarnings("rawtypes")
        void neverRuns(KafkaProducer producer) {}
    }

    @Test
    void kafkaClientOfAnEnsembleAloneIsRefused() {
        assertThat(onlyFailureOf(NoBrokersTestCase.class))
                .hasMessageContainingAll("KafkaProducer", "the cluster has no brokers");
    }

    @EmbeddedCluster(brokers = 0)
    static class NoBrokersTestCase {
        @Test
        void neverRuns(KafkaProducer<String, String> producer) {}
    }

    @Test
    void configThatCuratorDoesNotHaveIsRefused() {
        assertThat(onlyFailureOf(CuratorConfigTestCase.class))
                .hasMessageContainingAll("@ClientConfig: sessionTimeout (expected: one of", "sessionTimeoutMs");
        assertThat(onlyFailureOf(CuratorNumberTestCase.class))
                .hasMessageContaining("@ClientConfig: sessionTimeoutMs: \"-1\" (expected: a number)");
    }

    @EmbeddedCluster(brokers = 0)
    static class CuratorConfigTestCase {
        @Test
        void neverRuns(@ClientConfig("sessionTimeout=1") CuratorFramework curator) {}
    }

    @EmbeddedCluster(brokers = 0)
    static class CuratorNumberTestCase {
        @Test
        void neverRuns(@ClientConfig("sessionTimeoutMs=-1") CuratorFramework curator) {}
    }

    @Test
    void fieldOfAnotherTypeIsRefused() {
        assertThat(onlyFailureOf(WrongFieldTestCase.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContainingAll("@ClusterResource", "text", "java.lang.String cannot be injected");
    }

    @EmbeddedCluster
    static class WrongFieldTestCase {
        @ClusterResource
        private String text;

        @Test
        void neverRuns() {}
    }

    @Test
    void fieldThatHasAValueIsRefused() {
        assertThat(onlyFailureOf(FilledFieldTestCase.class))
                .hasMessageContainingAll("@ClusterResource", "a value already");
    }

    @EmbeddedCluster
    static class FilledFieldTestCase {
        private static final Cluster OTHER = Cluster.builder().start();

        @ClusterResource
        private Cluster cluster = OTHER;

        @Test
        void neverRuns() {}

        @org.junit.jupiter.api.AfterAll
        static void close() {
            OTHER.close();
        }
    }

    @Test
    void seedThatIsNoNumberIsRefused() {
        var results = org.junit.platform.testkit.engine.EngineTestKit.engine("junit-jupiter")
                .configurationParameter("embeddedcluster.seed", "abc")
                .selectors(org.junit.platform.engine.discovery.DiscoverySelectors.selectClass(OnlyNodesTestCase.class))
                .execute();
        assertThat(Runs.failures(results)).singleElement().asString().contains("embeddedcluster.seed: \"abc\"");
    }

    @EmbeddedCluster
    static class OnlyNodesTestCase {
        @Test
        void neverRuns() {}
    }
}

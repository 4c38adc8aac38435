package io.embeddedcluster.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.TopicSpec;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an annotation asks for where it cannot be written down: the address of servers that this test has started. */
class ClusterSpecTest {

    @Test
    void brokersStandOnServersThatAreThereAlready() {
        try (Cluster outside = Cluster.builder().brokers(0).quorum(3).start()) {
            String servers = outside.quorumConnectString();
            ClusterSpec spec = ClusterSpec.of(onServers(servers), 0);
            assertThat(spec).isEqualTo(ClusterSpec.of(onServers(servers), 0));

            try (Cluster cluster = spec.start()) {
                assertThat(cluster.quorum()).isEmpty();
                assertThat(cluster.quorumConnectString()).isEqualTo(servers);
                cluster.createTopic(TopicSpec.of("orders", 1, 2));
                assertThat(outside.znodes()).contains("/brokers/ids/2 ", "/brokers/topics/orders ");
                cluster.check();
            }
            outside.check();
        }
    }

    @Test
    void specsOnOtherServersAreNotEqual() {
        assertThat(ClusterSpec.of(onServers("a:1"), 0)).isNotEqualTo(ClusterSpec.of(onServers("b:1"), 0));
    }

    @EmbeddedCluster(brokers = 2, quorum = 0)
    private static final class Declared {}

    /** {@return the annotation above with that attribute} */
    private static EmbeddedCluster onServers(String quorumConnectString) {
        EmbeddedCluster declared = Declared.class.getAnnotation(EmbeddedCluster.class);
        List<Class<? extends Annotation>> types = List.of(EmbeddedCluster.class);
        return (EmbeddedCluster) Proxy.newProxyInstance(
                ClusterSpecTest.class.getClassLoader(),
                types.toArray(Class<?>[]::new),
                (proxy, method, arguments) ->
                        method.getName().equals("quorumConnectString") ? quorumConnectString : method.invoke(declared));
    }
}

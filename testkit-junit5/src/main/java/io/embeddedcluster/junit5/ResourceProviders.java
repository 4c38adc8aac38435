package io.embeddedcluster.junit5;

import io.embeddedcluster.Broker;
import io.embeddedcluster.Cluster;
import io.embeddedcluster.Node;
import io.embeddedcluster.QuorumNode;
import io.embeddedcluster.fault.Faults;
import io.embeddedcluster.junit5.ResourceProvider.Provided;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * Which types can be injected. Types of clients stand here by name, so that a client which is not on the user's classpath
 * is not looked for: its provider is made only where a test names its type, and then the class is there.
 */
final class ResourceProviders {

    private static final Map<String, Supplier<ResourceProvider>> BY_TYPE_NAME = Map.of(
            Cluster.class.getName(),
            () -> ofCluster(cluster -> cluster),
            Faults.class.getName(),
            () -> ofCluster(Cluster::faults),
            Broker.class.getName(),
            () -> ofCluster(cluster -> only("Broker", cluster.brokers())),
            QuorumNode.class.getName(),
            () -> ofCluster(cluster -> only("QuorumNode", cluster.quorum())),
            "org.apache.kafka.clients.producer.KafkaProducer",
            () -> new KafkaProducerProvider(),
            "org.apache.kafka.clients.consumer.KafkaConsumer",
            () -> new KafkaConsumerProvider(),
            "org.apache.kafka.clients.admin.Admin",
            () -> new KafkaAdminProvider(),
            "org.apache.zookeeper.ZooKeeper",
            () -> new ZooKeeperProvider(),
            "org.apache.curator.framework.CuratorFramework",
            () -> new CuratorFrameworkProvider());

    private ResourceProviders() {}

    static boolean supports(Class<?> type) {
        return BY_TYPE_NAME.containsKey(type.getName());
    }

    /**
     * Returns the provider of a type.
     *
     * @throws ExtensionConfigurationException if there is none
     */
    static ResourceProvider of(Class<?> type) {
        Supplier<ResourceProvider> provider = BY_TYPE_NAME.get(type.getName());
        if (provider == null) {
            throw new ExtensionConfigurationException(unsupported(type));
        }
        return provider.get();
    }

    /** {@return what to say of a type that has no provider} */
    static String unsupported(Class<?> type) {
        return type.getName() + " cannot be injected (expected: one of "
                + String.join(", ", new TreeSet<>(BY_TYPE_NAME.keySet())) + ")";
    }

    private static ResourceProvider ofCluster(Function<Cluster, Object> part) {
        return request -> Provided.lasting(part.apply(request.cluster()));
    }

    private static <T extends Node> T only(String what, List<T> all) {
        if (all.size() != 1) {
            throw new ExtensionConfigurationException(what + ": the cluster has " + all.size()
                    + " of them (expected: 1; of several, inject Cluster and ask it for one)");
        }
        return all.get(0);
    }
}

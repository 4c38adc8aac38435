package io.embeddedcluster.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class, or one test method, a running cluster.
 *
 * <p>On a class it is inherited by subclasses, each of which gets a cluster of its own, and used by nested classes that
 * declare none. On a method it gives that method a cluster of its own, whatever its class has. It may stand on an
 * annotation of yours.
 *
 * <p>Injected as parameters of constructors, test methods and lifecycle methods, and into fields marked
 * {@link ClusterResource}:
 *
 * <ul>
 *   <li>{@link io.embeddedcluster.Cluster} and {@link io.embeddedcluster.fault.Faults}; {@link io.embeddedcluster.Broker}
 *       and {@link io.embeddedcluster.QuorumNode} where there is only one
 *   <li>{@code KafkaProducer<K, V>}: idempotent, {@code acks=all}, serializers by the type arguments
 *   <li>{@code KafkaConsumer<K, V>}: reads from the earliest offset, deserializers by the type arguments
 *   <li>{@code Admin}, Kafka's
 *   <li>{@code ZooKeeper}, connected
 *   <li>{@code CuratorFramework}, started and connected, with a session of 10 seconds and retries for as long as an election
 *       may take
 * </ul>
 *
 * <p>Each is made anew for each place that asks, changed by {@link ClientConfig}, and closed before the cluster is. A test
 * that fails carries the cluster's state, its seed and the last journal entries as a suppressed exception. A node that had
 * a defect fails the test or class that its cluster belongs to.
 *
 * <p>The cluster starts with the first test that is not disabled, or before where something is injected. What does not make
 * a cluster fails before anything starts. The configuration parameter {@code embeddedcluster.seed}
 * sets the seed of each cluster that does not say one.
 *
 * <p>Tests may run in parallel. Those that share a cluster see each other's faults.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(EmbeddedClusterExtension.class)
public @interface EmbeddedCluster {

    /** {@return the number of brokers} */
    int brokers() default 1;

    /** {@return the number of quorum nodes; 0 where {@link #quorumConnectString()} says that others are there} */
    int quorum() default 1;

    /** {@return the number of quorum nodes without a vote, besides those} */
    int observers() default 0;

    /**
     * {@return ZooKeeper servers that are there already, {@code host:port} joined by commas, to put the brokers on; {@code
     * quorum} is 0 then. No other Kafka cluster may use them.}
     */
    String quorumConnectString() default "";

    /** {@return topics that are there from the start} */
    Topic[] topics() default {};

    /** {@return configs of every broker, each as {@code key=value}, as in {@code auto.create.topics.enable=false}} */
    String[] brokerConfig() default {};

    /** {@return configs of every quorum node, each as {@code key=value}, named as in ZooKeeper's {@code zoo.cfg}} */
    String[] quorumConfig() default {};

    /** {@return topic configs, each as {@code key=value}, of each of {@link #topics()} that does not say otherwise} */
    String[] topicDefaults() default {};

    /** {@return the seed of the cluster's randomness; 0 draws one} */
    long seed() default 0;

    /** {@return how long the cluster lives; on a method each but {@link ClusterScope#SHARED} means that method} */
    ClusterScope scope() default ClusterScope.CLASS;
}

package io.embeddedcluster.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A topic that is there, with its leaders, before the first test begins. Used in {@link EmbeddedCluster#topics()}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({})
public @interface Topic {

    /** {@return the topic's name} */
    String name();

    /** {@return the number of partitions, at least 1} */
    int partitions() default 1;

    /** {@return the number of replicas of each partition, at most the number of brokers; 0 for min(3, brokers)} */
    int replicationFactor() default 0;

    /** {@return topic configs, each as {@code key=value}, as in {@code min.insync.replicas=2}} */
    String[] config() default {};
}

package io.embeddedcluster.internal.kafka.replica;

/**
 * The settings that replication obeys, named as Kafka names them.
 *
 * @param minInsyncReplicas {@code min.insync.replicas} of the topic, from 1; more than there are replicas counts as all
 * @param lagTimeMaxMillis {@code replica.lag.time.max.ms} of the broker: how long a follower may lag and stay in the ISR
 */
public record ReplicaSettings(int minInsyncReplicas, long lagTimeMaxMillis) {

    /** Kafka's defaults. */
    public static final ReplicaSettings DEFAULTS = new ReplicaSettings(1, 30_000);
}

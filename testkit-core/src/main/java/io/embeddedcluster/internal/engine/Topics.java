package io.embeddedcluster.internal.engine;

import java.util.List;
import java.util.Optional;

/** What the brokers of a cluster know, and what its topics hold. Threading: any thread but an event loop. */
public interface Topics {

    /** {@return the metadata as the best informed of the brokers that answer sees it, empty if none does} */
    Optional<ClusterMetadata> metadata();

    /** {@return whether that broker answers, and is registered in its present life} */
    boolean isRegistered(int broker);

    /** {@return whether that broker answers, and works as the controller} */
    boolean isController(int broker);

    /**
     * {@return whether that broker answers, and has taken up the leadership of a partition in that leader epoch or a later
     * one; metadata also names brokers that have died since, or that have not heard of it yet}
     */
    boolean leads(int broker, String topic, int partition, int leaderEpoch);

    /** {@return how far a replica is, empty if that broker does not answer or has no such replica} */
    Optional<ReplicaPosition> position(int broker, String topic, int partition);

    /**
     * Returns the committed records of a partition, by offset; empty if that broker does not lead it in that leader epoch or
     * a later one, or does not know all of them yet.
     */
    Optional<List<StoredRecord>> committedRecords(int broker, String topic, int partition, int leaderEpoch);

    /**
     * Creates a topic as an administrator does, and returns when every broker knows its leaders.
     *
     * @throws IllegalArgumentException if the cluster refuses the topic
     * @throws IllegalStateException if it was not created in time
     */
    void create(ClusterPlan.Topic topic);
}

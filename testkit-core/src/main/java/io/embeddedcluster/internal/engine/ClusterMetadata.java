package io.embeddedcluster.internal.engine;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a broker knows of its cluster.
 *
 * @param clusterId Kafka's cluster id
 * @param controller node id of the controller, empty where there is none
 * @param registered node ids of the brokers that the cluster knows to be alive
 * @param topics by name
 */
public record ClusterMetadata(
        String clusterId, OptionalInt controller, SortedSet<Integer> registered, SortedMap<String, Topic> topics) {

    /** Of a cluster that nobody knows anything of. */
    public static final ClusterMetadata EMPTY =
            new ClusterMetadata("", OptionalInt.empty(), Collections.emptySortedSet(), Collections.emptySortedMap());

    /** Copies the collections. */
    public ClusterMetadata {
        registered = Collections.unmodifiableSortedSet(new TreeSet<>(registered));
        topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
    }

    /**
     * One topic.
     *
     * @param name the topic's name
     * @param partitions by number
     */
    public record Topic(String name, List<Partition> partitions) {

        /** Copies the list. */
        public Topic {
            partitions = List.copyOf(partitions);
        }
    }

    /**
     * One partition.
     *
     * @param number of the partition
     * @param leader node id of its leader, empty where it has none
     * @param leaderEpoch raised at each change of the leader
     * @param isr node ids of the replicas in sync
     * @param replicas node ids of all replicas
     */
    public record Partition(
            int number, OptionalInt leader, int leaderEpoch, List<Integer> isr, List<Integer> replicas) {

        /** Copies the lists. */
        public Partition {
            isr = List.copyOf(isr);
            replicas = List.copyOf(replicas);
        }
    }
}

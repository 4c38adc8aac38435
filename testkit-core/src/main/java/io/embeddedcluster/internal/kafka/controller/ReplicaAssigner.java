package io.embeddedcluster.internal.kafka.controller;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Spreads the replicas of a new topic over brokers as Kafka does, racks not considered: first replicas go round the
 * brokers from a random one; the others follow at a distance that grows each time round, so that the followers of one
 * leader are spread, too.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-36+Rack+aware+replica+assignment KIP-36, on assignment
 */
public final class ReplicaAssigner {

    private final List<Integer> nodeIds;
    private final int startIndex;
    private final int firstShift;

    ReplicaAssigner(List<Integer> nodeIds, int startIndex, int firstShift) {
        this.nodeIds = List.copyOf(nodeIds);
        this.startIndex = startIndex;
        this.firstShift = firstShift;
    }

    /**
     * Returns an assigner that begins at a random broker with a random shift.
     *
     * @param nodeIds of the brokers, ascending; not empty
     */
    public static ReplicaAssigner random(List<Integer> nodeIds, RandomGenerator random) {
        return new ReplicaAssigner(nodeIds, random.nextInt(nodeIds.size()), random.nextInt(nodeIds.size()));
    }

    /**
     * Returns the replicas of each partition.
     *
     * @param partitionCount at least 1
     * @param replicationFactor at least 1, at most the number of brokers
     */
    public SortedMap<Integer, List<Integer>> assign(int partitionCount, int replicationFactor) {
        int brokerCount = nodeIds.size();
        if (replicationFactor < 1 || replicationFactor > brokerCount) {
            throw new IllegalArgumentException("replication factor " + replicationFactor + " with brokers " + nodeIds);
        }
        SortedMap<Integer, List<Integer>> assignment = new TreeMap<>();
        for (int partition = 0; partition < partitionCount; partition++) {
            int shift = firstShift + partition / brokerCount;
            int first = (partition + startIndex) % brokerCount;
            List<Integer> replicas = new ArrayList<>();
            replicas.add(nodeIds.get(first));
            for (int follower = 0; follower < replicationFactor - 1; follower++) {
                int distance = 1 + (shift + follower) % (brokerCount - 1);
                replicas.add(nodeIds.get((first + distance) % brokerCount));
            }
            assignment.put(partition, replicas);
        }
        return assignment;
    }
}

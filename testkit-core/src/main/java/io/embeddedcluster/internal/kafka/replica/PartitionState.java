package io.embeddedcluster.internal.kafka.replica;

import java.util.List;

/**
 * Who leads a partition, as the cluster's metadata has it.
 *
 * @param leader the leader's node id, or -1 where the partition has none
 * @param leaderEpoch raised by the controller at each election
 * @param isr the node ids of the committed ISR
 * @param replicas the node ids of all replicas, the preferred leader first
 * @param partitionEpoch raised at each change of leader or ISR: the version of the partition's state znode
 */
public record PartitionState(
        int leader, int leaderEpoch, List<Integer> isr, List<Integer> replicas, int partitionEpoch) {

    /** No broker leads. */
    public static final int NO_LEADER = -1;

    /** Keeps its own copies of the lists. */
    public PartitionState {
        isr = List.copyOf(isr);
        replicas = List.copyOf(replicas);
    }
}

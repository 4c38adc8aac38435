package io.embeddedcluster.internal.kafka.metadata;

import java.util.List;

/**
 * One partition as the znodes of its topic and of its state say.
 *
 * @param partition its number, from 0
 * @param replicas node ids in order of preference; the first is the preferred leader
 * @param leader the leader's node id, or {@link #NO_LEADER}
 * @param leaderEpoch raised at each change of the leader; {@link #UNKNOWN_EPOCH} where the partition has no state yet
 * @param isr node ids of the in-sync replicas, in order of preference; empty where the partition has no state yet
 * @param zkVersion version of the state's znode, on which every change is conditional; {@link #NO_STATE} where there is
 *     none
 * @param controllerEpoch epoch of the controller that last wrote the state, or -1
 * @param stateZxid zxid of the last write of the state, or -1
 */
public record PartitionImage(
        int partition,
        List<Integer> replicas,
        int leader,
        int leaderEpoch,
        List<Integer> isr,
        int zkVersion,
        int controllerEpoch,
        long stateZxid) {

    /** Stands for a partition without a leader. */
    public static final int NO_LEADER = -1;

    /** The leader epoch of a partition whose state was never written. */
    public static final int UNKNOWN_EPOCH = -1;

    /** The version of a state that was never written. */
    public static final int NO_STATE = -2;

    public PartitionImage {
        replicas = List.copyOf(replicas);
        isr = List.copyOf(isr);
    }

    /** Returns a partition that has replicas and nothing else yet. */
    public static PartitionImage withoutState(int partition, List<Integer> replicas) {
        return new PartitionImage(
                partition, replicas, NO_LEADER, UNKNOWN_EPOCH, List.of(), NO_STATE, UNKNOWN_EPOCH, -1);
    }

    /** {@return whether the controller has written a state for this partition} */
    public boolean hasState() {
        return zkVersion != NO_STATE;
    }

    /** {@return whether the partition has a leader} */
    public boolean hasLeader() {
        return leader != NO_LEADER;
    }

    /** {@return whether that broker holds a replica} */
    public boolean isReplica(int nodeId) {
        return replicas.contains(nodeId);
    }

    /** Returns this partition with another ISR, all else and the version as before. */
    public PartitionImage withIsr(List<Integer> newIsr) {
        return new PartitionImage(
                partition, replicas, leader, leaderEpoch, newIsr, zkVersion, controllerEpoch, stateZxid);
    }

    /** Returns this partition as it is after one more write of its state at that zxid. */
    public PartitionImage written(int newZkVersion, long zxid) {
        return new PartitionImage(partition, replicas, leader, leaderEpoch, isr, newZkVersion, controllerEpoch, zxid);
    }
}

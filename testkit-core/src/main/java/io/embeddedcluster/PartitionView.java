package io.embeddedcluster;

import java.util.List;
import java.util.OptionalInt;

/**
 * One partition of a topic at one moment.
 *
 * @param partition the partition's number, from 0
 * @param leader node id of the leader, empty where there is none
 * @param leaderEpoch the leader epoch, raised at each change of leader
 * @param isr node ids of the in-sync replicas
 * @param replicas all replicas in the order of preference
 */
public record PartitionView(
        int partition, OptionalInt leader, int leaderEpoch, List<Integer> isr, List<ReplicaView> replicas) {

    /** Copies the lists. */
    public PartitionView {
        isr = List.copyOf(isr);
        replicas = List.copyOf(replicas);
    }

    /** {@return whether every replica runs, is in the ISR, and has all that the leader has} */
    public boolean isFullyInSync() {
        return leader.isPresent()
                && isr.size() == replicas.size()
                && replicas.stream().allMatch(replica -> replica.isRunning() && replica.logEndOffset() >= 0)
                && replicas.stream()
                                .mapToLong(ReplicaView::logEndOffset)
                                .distinct()
                                .count()
                        == 1
                && replicas.stream().allMatch(replica -> replica.highWatermark() == replica.logEndOffset());
    }
}

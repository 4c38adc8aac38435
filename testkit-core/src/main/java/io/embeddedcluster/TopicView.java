package io.embeddedcluster;

import java.util.List;

/**
 * A topic at one moment.
 *
 * @param name the topic's name
 * @param partitions its partitions, by number
 */
public record TopicView(String name, List<PartitionView> partitions) {

    /** Copies the list. */
    public TopicView {
        partitions = List.copyOf(partitions);
    }

    /**
     * Returns one partition.
     *
     * @throws IllegalArgumentException if the topic has no such partition
     */
    public PartitionView partition(int partition) {
        if (partition < 0 || partition >= partitions.size()) {
            throw new IllegalArgumentException(
                    "topic " + name + ": partition " + partition + " (expected: 0 to " + (partitions.size() - 1) + ")");
        }
        return partitions.get(partition);
    }

    /** {@return whether every replica of every partition runs, is in the ISR, and has all that its leader has} */
    public boolean isFullyInSync() {
        return partitions.stream().allMatch(PartitionView::isFullyInSync);
    }
}

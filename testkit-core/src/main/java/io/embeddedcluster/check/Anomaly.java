package io.embeddedcluster.check;

/**
 * One broken promise.
 *
 * <p>Of a partition: {@code lost-write} (an acknowledged batch is not where it was acknowledged, and no unclean election
 * explains it), {@code duplicate-batch} (one idempotent batch is in the log twice), {@code diverged-replica} (two replicas
 * differ below both high watermarks), {@code falling-leader-epoch} (a later batch has a lower leader epoch). Of a topic: {@code vanished-topic} (it is gone with
 * acknowledged batches, and nobody asked for its deletion). Of an ensemble: {@code lost-write} (a write was answered, and is
 * not there), {@code lagging-node} (a node serves clients and does not come to have what others had long ago), {@code
 * diverged-node} (two nodes that have applied the same differ), {@code unknown-session} (a node has a session that is over
 * for the leader), {@code orphaned-ephemeral} (an ephemeral znode has outlived its session). Of the testkit itself: {@code
 * defect} (a node failed by an exception of its own).
 *
 * @param name what was broken, as in {@code lost-write}
 * @param story what was seen, with the partition, offsets and nodes involved
 */
public record Anomaly(String name, String story) {

    @Override
    public String toString() {
        return name + ": " + story;
    }
}

package io.embeddedcluster.internal.kafka.handler.metadata;

import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import java.util.List;

/** What responses say about a partition's replicas. */
final class OfflineReplicas {

    private OfflineReplicas() {}

    /** {@return node ids of the replicas whose broker is not alive} */
    static List<Integer> offline(MetadataImage image, PartitionImage partition) {
        return partition.replicas().stream()
                .filter(nodeId -> !image.isAlive(nodeId))
                .toList();
    }
}

package io.embeddedcluster.internal.kafka.znode;

import io.embeddedcluster.internal.kafka.model.Uuid;
import java.util.List;
import java.util.SortedMap;

/**
 * A topic that is to be created.
 *
 * @param name the topic's name
 * @param topicId its id
 * @param replicas node ids by partition, from 0
 * @param config what is set for it
 */
public record TopicCreation(
        String name, Uuid topicId, SortedMap<Integer, List<Integer>> replicas, SortedMap<String, String> config) {

    /** Returns the two znodes that make a topic exist: its settings, then its assignment. The controller does the rest. */
    public List<ZnodeChange> changes() {
        return List.of(
                ZnodeChange.create(ZnodePaths.topicConfig(name), ZnodeJson.config(config)),
                ZnodeChange.create(ZnodePaths.topic(name), ZnodeJson.topic(topicId, replicas)));
    }
}
